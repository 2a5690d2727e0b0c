import Link from 'next/link'
import type { ComponentProps } from 'react'
import { cn } from '@/components/class-names'

/** A link inside text and tables. Fetches nothing before it is followed, since a table has many. */
export const TextLink = ({ className, ...rest }: ComponentProps<typeof Link>) => (
  <Link
    prefetch={false}
    {...rest}
    className={cn(
      'rounded-sm text-content-accent underline decoration-stroke-strong underline-offset-3 hover:decoration-current',
      className,
    )}
  />
)
