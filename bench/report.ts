import { table } from '../cli/table.ts'
import { round, type Summary } from './statistics.ts'

/** One line of the table: a figure, what it is measured beside, and what it should be. */
export interface Row {
  name: string
  unit: string
  value: number
  /** 95th percentile, where there are samples. */
  p95: number | null
  samples: number
  /** The yardstick of the same run, such as the engine's own start. */
  beside: { name: string; value: number } | null
  aim: { at: 'most' | 'least'; value: number; of: 'value' | 'p95' | 'ratio' } | null
}

export const timed = (name: string, times: Summary, more: Pick<Row, 'beside' | 'aim'>): Row => ({
  name,
  unit: 'ms',
  value: times.p50,
  p95: times.p95,
  samples: times.count,
  ...more,
})

/** Value divided by its yardstick. */
export const ratio = (row: Row): number | null =>
  row.beside === null || row.beside.value === 0 ? null : round(row.value / row.beside.value)

/** Whether the aim is reached; null without one. */
export function reached(row: Row): boolean | null {
  if (row.aim === null) return null
  const value = row.aim.of === 'ratio' ? ratio(row) : row.aim.of === 'p95' ? row.p95 : row.value
  if (value === null) return null
  return row.aim.at === 'most' ? value <= row.aim.value : value >= row.aim.value
}

const aimText = ({ aim }: Row): string | null =>
  aim === null ? null : `${aim.at === 'most' ? '<=' : '>='} ${aim.value}${aim.of === 'value' ? '' : ` (${aim.of})`}`

export const reportText = (rows: readonly Row[]): string =>
  table(
    rows,
    [
      ['figure', (row) => row.name],
      ['p50 or value', (row) => row.value],
      ['p95', (row) => row.p95],
      ['unit', (row) => row.unit],
      ['samples', (row) => row.samples],
      ['beside', (row) => (row.beside === null ? null : `${row.beside.name} ${row.beside.value}`)],
      ['ratio', (row) => ratio(row)],
      ['aim', aimText],
      ['reached', (row) => (reached(row) === null ? null : reached(row) ? 'yes' : 'no')],
    ],
    'Nothing was measured.',
  )

/** The same for programs. */
export const reportData = (rows: readonly Row[]) => rows.map((row) => ({ ...row, ratio: ratio(row), reached: reached(row) }))
