'use client'

import { createContext, type ReactNode, use, useCallback, useEffect, useId, useMemo, useState } from 'react'

/** One line of the command palette: goes somewhere or does something. */
export interface Command {
  id: string
  label: string
  /** Quieter words that are found too. */
  hint?: string
  href?: string
  run?: () => void
}

export interface CommandGroup {
  label: string
  commands: Command[]
}

interface PaletteState {
  groups: CommandGroup[]
  register: (id: string, group: CommandGroup | undefined) => void
}

const Context = createContext<PaletteState>({ groups: [], register: () => {} })

export function PaletteProvider({ children }: { children: ReactNode }) {
  const [groups, setGroups] = useState<ReadonlyMap<string, CommandGroup>>(new Map())
  const register = useCallback((id: string, group: CommandGroup | undefined) => {
    setGroups((before) => {
      const next = new Map(before)
      if (group === undefined) next.delete(id)
      else next.set(id, group)
      return next
    })
  }, [])
  const state = useMemo(() => ({ groups: [...groups.values()], register }), [groups, register])
  return <Context value={state}>{children}</Context>
}

export const usePaletteGroups = (): CommandGroup[] => use(Context).groups

/** Adds the commands of a page to the palette while the page is shown. Memoize `group`. */
export function useCommands(group: CommandGroup | undefined): void {
  const id = useId()
  const { register } = use(Context)
  useEffect(() => {
    register(id, group)
    return () => register(id, undefined)
  }, [id, group, register])
}
