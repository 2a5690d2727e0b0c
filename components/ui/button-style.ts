import { cn } from '@/components/class-names'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'sm' | 'md'

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-surface-accent text-content-on-accent hover:bg-surface-accent-hover',
  secondary: 'border border-stroke bg-surface-raised text-content-raise hover:bg-surface-hover',
  ghost: 'text-content-secondary hover:bg-surface-hover hover:text-content-raise',
  danger: 'bg-surface-danger text-content-on-danger hover:bg-surface-danger-hover',
}
const sizes: Record<ButtonSize, string> = { sm: 'h-8 px-3 max-sm:h-10', md: 'h-10 px-4' }

export const buttonStyle = (variant: ButtonVariant, size: ButtonSize, iconOnly: boolean, className?: string): string =>
  cn(
    'relative inline-flex shrink-0 cursor-pointer items-center justify-center gap-2 rounded-md text-sm font-medium whitespace-nowrap transition-colors select-none',
    '[&_svg]:size-4 [&_svg]:shrink-0',
    'aria-disabled:cursor-not-allowed aria-disabled:opacity-55 data-disabled:cursor-not-allowed data-disabled:opacity-55',
    variants[variant],
    sizes[size],
    iconOnly && (size === 'sm' ? 'w-8 px-0 max-sm:w-10' : 'w-10 px-0'),
    className,
  )
