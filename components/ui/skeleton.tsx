import { cn } from '@/components/class-names'

/** A place where something will be; give it the size of that. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden="true" data-skeleton="" className={cn('block h-4 animate-pulse rounded-sm bg-surface-hover', className)} />
)
