'use client'

import { Button as BaseButton } from '@base-ui/react/button'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '@/components/class-names'
import { useHydrated } from '@/components/use-hydrated'
import { type ButtonSize, type ButtonVariant, buttonStyle } from './button-style'
import { Spinner } from './spinner'
import { Tooltip } from './tooltip'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  /** For what is sent. True while it is on its way: keeps its width, shows a spinner after a moment, ignores clicks. */
  pending?: boolean
  /** Why it cannot be used now. The button stays in the tab order and says so. */
  disabledReason?: string | undefined
}

/** A button that is disabled only with a reason. Without children give `aria-label`. */
export function Button({
  variant = 'secondary',
  size = 'sm',
  icon,
  pending,
  disabledReason,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const hydrated = useHydrated()
  const button = (
    <BaseButton
      type="button"
      {...rest}
      onClick={(event) => {
        // The second half of a double click may come when the first is answered already: it sends nothing again.
        if (pending !== undefined && event.detail > 1) event.preventDefault()
        else onClick?.(event)
      }}
      disabled={!hydrated || pending || disabledReason !== undefined}
      focusableWhenDisabled={hydrated}
      aria-busy={pending || undefined}
      aria-description={disabledReason}
      className={buttonStyle(
        variant,
        size,
        children === undefined,
        cn(!hydrated && 'data-disabled:cursor-pointer data-disabled:opacity-100', className),
      )}
    >
      {pending && (
        <span className="absolute inset-0 grid animate-appear place-items-center">
          <Spinner />
        </span>
      )}
      <span className={cn('inline-flex items-center gap-2', pending && 'animate-vanish')}>
        {icon}
        {children}
      </span>
    </BaseButton>
  )
  const tip = disabledReason ?? (children === undefined ? rest['aria-label'] : undefined)
  return tip === undefined ? button : <Tooltip text={tip}>{button}</Tooltip>
}
