/** Versions of Debian packages, ordered as dpkg orders them (deb-version(7)). */

/** A letter sorts before anything else, `~` before everything, also before the end. */
const weight = (character: string | undefined): number => {
  if (character === undefined || /\d/.test(character)) return 0
  if (character === '~') return -1
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256
}

function compareParts(a: string, b: string): number {
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    while ((i < a.length && !/\d/.test(a[i] ?? '')) || (j < b.length && !/\d/.test(b[j] ?? ''))) {
      const difference = weight(a[i]) - weight(b[j])
      if (difference !== 0) return difference
      i += 1
      j += 1
    }
    const [x, y] = [/^\d*/.exec(a.slice(i))?.[0] ?? '', /^\d*/.exec(b.slice(j))?.[0] ?? '']
    const difference = BigInt(x === '' ? 0 : x) - BigInt(y === '' ? 0 : y)
    if (difference !== 0n) return difference < 0n ? -1 : 1
    i += x.length
    j += y.length
  }
  return 0
}

function partsOf(version: string): { epoch: number; upstream: string; revision: string } {
  const colon = version.indexOf(':')
  const rest = version.slice(colon + 1)
  const dash = rest.lastIndexOf('-')
  return {
    epoch: colon < 0 ? 0 : Number(version.slice(0, colon)),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  }
}

/** Negative when `a` is the earlier one. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [partsOf(a), partsOf(b)]
  return x.epoch - y.epoch || compareParts(x.upstream, y.upstream) || compareParts(x.revision, y.revision)
}
