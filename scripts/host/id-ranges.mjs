/** Ranges of user and group ids for unprivileged containers. */
import { readState, readText, remember, writeFileAtomic } from '../up/state.mjs'

const files = ['/etc/subuid', '/etc/subgid']
const smallest = 10_000_000
const count = 1_000_000_000

function rangesOf(text) {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((parts) => parts.length === 3)
    .map(([owner, start, length]) => ({ owner, start: Number(start), count: Number(length) }))
}

/** The line that gives root a range above all others, or undefined: there is one that is big enough. */
export function missingLine(text) {
  const ranges = rangesOf(text)
  if (ranges.some((range) => range.owner === 'root' && range.count >= smallest)) return undefined
  return `root:${Math.max(100_000, ...ranges.map((range) => range.start + range.count))}:${count}\n`
}

export const withLine = (text, line) => `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}`

/** The text without that line, once. */
export function withoutLine(text, line) {
  const lines = text.split('\n')
  const at = lines.indexOf(line.trim())
  return at === -1 ? text : lines.toSpliced(at, 1).join('\n')
}

/** Gives root a range where it has none that is big enough: the engine reads these files at its start. */
export function ensureIdRanges() {
  for (const file of files) {
    const text = readText(file) ?? ''
    const line = missingLine(text)
    if (line === undefined) continue
    remember({ idRanges: { ...readState().idRanges, [file]: line } })
    writeFileAtomic(file, withLine(text, line), 0o644)
  }
}

export function removeIdRanges() {
  for (const [file, line] of Object.entries(readState().idRanges ?? {})) {
    const text = readText(file)
    if (text !== undefined && withoutLine(text, line) !== text) writeFileAtomic(file, withoutLine(text, line), 0o644)
  }
}
