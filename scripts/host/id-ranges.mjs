/** Ranges of user and group ids for unprivileged containers. */
import { readState, readText, remember, writeFileAtomic } from '../up/state.mjs'

const files = ['/etc/subuid', '/etc/subgid']
/** Each service has 65,536 ids of its own: room for three thousand. */
const smallest = 200_000_000

function rangesOf(text) {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((parts) => parts.length === 3)
    .map(([owner, start, count]) => ({ owner, start: Number(start), count: Number(count) }))
}

/** Gives root a range that is big enough, before those that it has: the engine takes each instance's own ids from the first one only. Answers whether something changed: the engine reads these files at its start. */
export function ensureIdRanges() {
  let changed = false
  for (const file of files) {
    const text = readText(file) ?? ''
    const ranges = rangesOf(text)
    const first = ranges.find((range) => range.owner === 'root')
    if (first !== undefined && first.count >= smallest) continue
    const start = Math.max(100_000, ...ranges.map((range) => range.start + range.count))
    const line = `root:${start}:1000000000\n`
    writeFileAtomic(file, line + text, 0o644)
    remember({ idRanges: { ...readState().idRanges, [file]: line } })
    changed = true
  }
  return changed
}

export function removeIdRanges() {
  for (const [file, line] of Object.entries(readState().idRanges ?? {})) {
    const text = readText(file)
    if (text?.includes(line)) writeFileAtomic(file, text.replace(line, ''), 0o644)
  }
}
