import { type ComponentProps, forwardRef } from 'react'
import { cn } from '@/components/class-names'

export const controlStyle =
  'w-full min-w-0 rounded-md border border-stroke-strong bg-surface-raised px-3 text-content-raise placeholder:text-content-tertiary hover:border-content-tertiary aria-invalid:border-content-bad disabled:cursor-not-allowed disabled:opacity-60 max-sm:text-base'

/** One line of text, 40 px high. */
export const Input = forwardRef<HTMLInputElement, ComponentProps<'input'>>(({ className, ...rest }, ref) => (
  <input ref={ref} {...rest} className={cn(controlStyle, 'h-10', className)} />
))
Input.displayName = 'Input'
