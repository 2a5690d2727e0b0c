'use client'

import { createContext, type ReactNode, use } from 'react'
import type { MeView } from '@/contracts/views'

const Context = createContext<MeView | undefined>(undefined)

export const MeProvider = ({ me, children }: { me: MeView; children: ReactNode }) => <Context value={me}>{children}</Context>

/** Who is signed in. Only below `AppShell`. */
export function useMe(): MeView {
  const me = use(Context)
  if (me === undefined) throw new Error('useMe is for pages inside AppShell')
  return me
}
