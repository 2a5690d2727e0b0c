'use client'

import { Checkbox } from '@/components/ui/checkbox'
import { Narrowed } from '@/components/ui/narrowed'

interface BoxListProps<T extends string> {
  legend: string
  hint: string
  options: readonly { value: T; label: string }[]
  value: readonly T[]
  onChange: (value: T[]) => void
}

/** Some of several; nothing where there is nothing to choose. */
export function BoxList<T extends string>({ legend, hint, options, value, onChange }: BoxListProps<T>) {
  if (options.length === 0) return null
  return (
    <fieldset>
      <legend className="font-medium text-content-raise">{legend}</legend>
      <p className="mb-2 text-xs text-content-secondary">{hint}</p>
      <Narrowed label={legend} items={options} nameOf={(one) => one.label} keeps={(one) => value.includes(one.value)}>
        {(shown) => (
          <div className="flex max-h-48 flex-wrap gap-x-5 gap-y-2 overflow-y-auto">
            {shown.map((option) => (
              <Checkbox
                key={option.value}
                label={option.label}
                checked={value.includes(option.value)}
                onChange={(on) => onChange(on ? [...value, option.value] : value.filter((one) => one !== option.value))}
              />
            ))}
          </div>
        )}
      </Narrowed>
    </fieldset>
  )
}
