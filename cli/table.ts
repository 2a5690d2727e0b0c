import { columns, visible } from './text.ts'

export type Cell = string | number | null | undefined
/** A column: its heading, and what a row shows there. Numbers stand at the right, absent values are a dash. */
export type Column<T> = readonly [heading: string, cell: (row: T) => Cell]

const shown = (cell: Cell): string => (cell === null || cell === undefined || cell === '' ? '-' : visible(String(cell)))

/** Rows as an aligned table, one line each, two spaces between columns. Without rows: `empty`. */
export function table<T>(rows: readonly T[], layout: readonly Column<T>[], empty: string): string {
  if (rows.length === 0) return `${empty}\n`
  const cells = rows.map((row) => layout.map(([, cell]) => cell(row)))
  const right = layout.map((_, index) => cells.every((row) => typeof row[index] === 'number' || row[index] === null))
  const lines = [layout.map(([heading]) => heading.toUpperCase()), ...cells.map((row) => row.map(shown))]
  const widths = layout.map((_, index) => Math.max(...lines.map((line) => columns(line[index] ?? ''))))
  return lines
    .map(
      (line) =>
        `${line
          .map((text, index) => pad(text, widths[index] ?? 0, right[index] ?? false))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/** Facts of one object as aligned `name  value` lines. */
export function facts(entries: readonly (readonly [name: string, value: Cell])[]): string {
  const width = Math.max(...entries.map(([name]) => columns(name)))
  return entries.map(([name, value]) => `${pad(name, width, false)}  ${shown(value)}\n`).join('')
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - columns(text)))
  return right ? space + text : text + space
}

/** A moment as local date and time to the second, with the offset from UTC. */
export function moment(milliseconds: number | null): string {
  if (milliseconds === null) return '-'
  const at = new Date(milliseconds)
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0')
  const offset = -at.getTimezoneOffset()
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}${zone}`
}

/** How long ago, in the largest fitting unit: `12 s`, `5 min`, `3 h`, `2 d`. */
export function ago(since: number | null, now: number): string {
  if (since === null) return '-'
  const seconds = Math.max(0, Math.round((now - since) / 1000))
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} d`
}

export const sizeText = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`
