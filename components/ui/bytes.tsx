import { formatBytes } from './format'

/** A size; the exact number of bytes on hover. */
export const Bytes = ({ value }: { value: number | null }) =>
  value === null ? (
    <span className="text-content-tertiary">–</span>
  ) : (
    <span title={`${value.toLocaleString('en')} bytes`} className="whitespace-nowrap tabular-nums">
      {formatBytes(value)}
    </span>
  )
