/** Ranges of user and group ids for unprivileged containers. */
import { readState, readText, remember, writeFileAtomic } from '../up/state.mjs'

const files = ['/etc/subuid', '/etc/subgid']
const smallest = 10_000_000

function rangesOf(text) {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((parts) => parts.length === 3)
    .map(([owner, start, count]) => ({ owner, start: Number(start), count: Number(count) }))
}

/** Gives root a range where it has none that is big enough. Answers whether something changed: the engine reads these files at its start. */
export function ensureIdRanges() {
  let changed = false
  for (const file of files) {
    const text = readText(file) ?? ''
    const ranges = rangesOf(text)
    if (ranges.some((range) => range.owner === 'root' && range.count >= smallest)) continue
    const start = Math.max(100_000, ...ranges.map((range) => range.start + range.count))
    const line = `root:${start}:1000000000\n`
    writeFileAtomic(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}`, 0o644)
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
