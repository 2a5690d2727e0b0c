import { CopyButton } from './copy-button'

/** An id: mono, long ones shortened in the middle, with a button that copies the whole. */
export function Id({ value, what }: { value: string; what: string }) {
  const shown = value.length > 16 ? `${value.slice(0, 8)}…${value.slice(-4)}` : value
  return (
    <span className="inline-flex items-center gap-1 font-mono text-xs whitespace-nowrap">
      <span title={value}>{shown}</span>
      <CopyButton value={value} what={what} />
    </span>
  )
}
