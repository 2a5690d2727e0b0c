'use client'

import { Checkbox as Base } from '@base-ui/react/checkbox'
import { Check } from 'lucide-react'
import { type ReactNode, useId } from 'react'

interface CheckboxProps {
  checked: boolean
  onChange: (checked: boolean) => void
  label: ReactNode
  hint?: ReactNode
  disabled?: boolean
}

export function Checkbox({ checked, onChange, label, hint, disabled = false }: CheckboxProps) {
  const id = useId()
  return (
    <label
      htmlFor={id}
      className="flex cursor-pointer items-start gap-2.5 has-data-disabled:cursor-not-allowed has-data-disabled:opacity-60"
    >
      <Base.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-sm border border-stroke-strong bg-surface-raised data-checked:border-stroke-accent data-checked:bg-surface-accent data-checked:text-content-on-accent"
      >
        <Base.Indicator>
          <Check aria-hidden="true" className="size-3" strokeWidth={3} />
        </Base.Indicator>
      </Base.Root>
      <span>
        <span className="text-content-raise">{label}</span>
        {hint !== undefined && <span className="block text-xs text-content-secondary">{hint}</span>}
      </span>
    </label>
  )
}
