import { cn } from '@/components/class-names'

/** Turns while something is on its way. Purely visual: the word beside it says what. */
export const Spinner = ({ className }: { className?: string }) => (
  <svg aria-hidden="true" viewBox="0 0 16 16" fill="none" className={cn('size-4 shrink-0 animate-spin', className)}>
    <circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="2" opacity="0.25" />
    <path d="M14 8a6 6 0 0 0-6-6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
  </svg>
)
