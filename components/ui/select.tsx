'use client'

import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronsUpDown } from 'lucide-react'
import { cn } from '@/components/class-names'
import { controlStyle } from './input'
import { SearchSelect } from './search-select'

export interface SelectOption<T extends string> {
  value: T
  label: string
  /** A second, quieter line. */
  hint?: string
}

interface SelectProps<T extends string> {
  value: T | null
  onChange: (value: T) => void
  options: readonly SelectOption<T>[]
  placeholder?: string
  /** The list grows with the installation: it is searched by typing, however short it is by now. */
  grows?: boolean
  disabled?: boolean
  size?: 'sm' | 'md'
  id?: string
  className?: string
  'aria-label'?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: true | undefined
}

/** From how many entries on a list is searched by typing. */
export const manyOptions = 12

/** One of several; a long list is searched by typing. Give `aria-label` where no field label stands above it. */
export function Select<T extends string>({
  value,
  onChange,
  options,
  placeholder,
  grows = false,
  disabled,
  size = 'md',
  className,
  ...rest
}: SelectProps<T>) {
  const style = cn(
    controlStyle,
    'flex cursor-pointer items-center justify-between gap-2 text-left data-disabled:cursor-not-allowed data-disabled:opacity-60',
    size === 'sm' ? 'h-8' : 'h-10',
    className,
  )
  const chosen = options.find((option) => option.value === value)?.label ?? placeholder ?? ''
  const icon = <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-content-tertiary" />
  if (grows || options.length >= manyOptions) {
    const trigger = (
      <button type="button" {...rest} className={style}>
        <span className="truncate">{chosen}</span>
        {icon}
      </button>
    )
    return <SearchSelect value={value} onChange={onChange} options={options} disabled={disabled} trigger={trigger} />
  }
  return (
    <Base.Root
      items={options}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next)
      }}
      disabled={disabled}
    >
      <Base.Trigger {...rest} className={style}>
        <Base.Value className="truncate">{() => chosen}</Base.Value>
        <Base.Icon className="shrink-0">{icon}</Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner alignItemWithTrigger={false} sideOffset={4} className="z-(--layer-popup) outline-none">
          <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-md border border-stroke bg-surface-overlay p-1 shadow-floating outline-none">
            <Base.List>
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  className="flex min-h-8 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 outline-none select-none data-highlighted:bg-surface-hover data-highlighted:text-content-raise"
                >
                  <span className="min-w-0 flex-1">
                    <Base.ItemText>{option.label}</Base.ItemText>
                    {option.hint !== undefined && <span className="block text-xs text-content-secondary">{option.hint}</span>}
                  </span>
                  <Base.ItemIndicator>
                    <Check aria-hidden="true" className="size-4 text-content-accent" />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
