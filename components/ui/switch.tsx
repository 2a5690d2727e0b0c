'use client'

import { Switch as Base } from '@base-ui/react/switch'
import { type ReactNode, useId } from 'react'

interface SwitchProps {
  checked: boolean
  onChange: (checked: boolean) => void
  label: ReactNode
  hint?: ReactNode
  disabled?: boolean
}

/** On or off, at once. In a form that is saved later use a checkbox. */
export function Switch({ checked, onChange, label, hint, disabled = false }: SwitchProps) {
  const id = useId()
  return (
    <label htmlFor={id} className="flex cursor-pointer items-start gap-3 has-data-disabled:cursor-not-allowed has-data-disabled:opacity-60">
      <Base.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="flex h-5 w-9 shrink-0 items-center rounded-full border border-stroke-strong bg-surface-sunken p-0.5 transition-colors data-checked:border-stroke-accent data-checked:bg-surface-accent"
      >
        <Base.Thumb className="size-3.5 rounded-full bg-content-secondary transition-transform data-checked:translate-x-4 data-checked:bg-content-on-accent" />
      </Base.Root>
      <span>
        <span className="text-content-raise">{label}</span>
        {hint !== undefined && <span className="block text-xs text-content-secondary">{hint}</span>}
      </span>
    </label>
  )
}
