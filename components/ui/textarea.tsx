import { type ComponentProps, forwardRef } from 'react'
import { cn } from '@/components/class-names'
import { controlStyle } from './input'

/** Several lines of text. */
export const Textarea = forwardRef<HTMLTextAreaElement, ComponentProps<'textarea'>>(({ className, ...rest }, ref) => (
  <textarea ref={ref} rows={4} {...rest} className={cn(controlStyle, 'min-h-20 py-2', className)} />
))
Textarea.displayName = 'Textarea'
