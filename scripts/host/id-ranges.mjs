/** Ranges of user and group ids for unprivileged containers. */
import { readState, readText, remember, writeFileAtomic } from '../up/state.mjs'

const files = ['/etc/subuid', '/etc/subgid']
/** Each service has 65,536 ids of its own: room for three thousand. */
const smallest = 200_000_000
const count = 1_000_000_000
/** Below it the people of the machine get theirs: useradd fails where it finds no room. */
const lowest = 1_000_000

function rangesOf(text) {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((parts) => parts.length === 3)
    .map(([owner, start, length]) => ({ owner, start: Number(start), count: Number(length) }))
}

/** The line that gives root a range above all others, or undefined: the one that counts is big enough. That is the first. */
export function missingLine(text) {
  const ranges = rangesOf(text)
  const first = ranges.find((range) => range.owner === 'root')
  if (first !== undefined && first.count >= smallest) return undefined
  return `root:${Math.max(lowest, ...ranges.map((range) => range.start + range.count))}:${count}\n`
}

/** The text without that line, once. */
export function withoutLine(text, line) {
  const lines = text.split('\n')
  const at = lines.indexOf(line.trim())
  return at === -1 ? text : lines.toSpliced(at, 1).join('\n')
}

/**
 * Gives root a range that is big enough, before those that it has: the engine takes each instance's own ids from the first one only, and reads
 * these files at its start. Answers whether something changed.
 */
export function ensureIdRanges() {
  let changed = false
  for (const file of files) {
    const text = readText(file) ?? ''
    const line = missingLine(text)
    if (line === undefined) continue
    remember({ idRanges: { ...readState().idRanges, [file]: line } })
    writeFileAtomic(file, line + text, 0o644)
    changed = true
  }
  return changed
}

export function removeIdRanges() {
  for (const [file, line] of Object.entries(readState().idRanges ?? {})) {
    const text = readText(file)
    if (text !== undefined && withoutLine(text, line) !== text) writeFileAtomic(file, withoutLine(text, line), 0o644)
  }
}
