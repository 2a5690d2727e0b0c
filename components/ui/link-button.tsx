import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { type ButtonSize, type ButtonVariant, buttonStyle } from './button-style'

interface LinkButtonProps extends Omit<ComponentProps<typeof Link>, 'children'> {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  children?: ReactNode
}

/** A link that looks like a button: goes somewhere, does nothing. */
export const LinkButton = ({ variant = 'secondary', size = 'sm', icon, className, children, ...rest }: LinkButtonProps) => (
  <Link {...rest} className={buttonStyle(variant, size, children === undefined, className)}>
    {icon}
    {children}
  </Link>
)
