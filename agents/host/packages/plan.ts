import type { PackageChange, PinnedPackage } from '../../../contracts/host.ts'

/** What is another version after it than before. */
export function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): PackageChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((name) => {
    const [was, is] = [before.get(name) ?? null, after.get(name) ?? null]
    return was === is ? [] : { name, before: was, after: is }
  })
}

export const stands = (wanted: readonly PinnedPackage[], installed: ReadonlyMap<string, string>): boolean =>
  wanted.every(({ name, version }) => installed.get(name) === version)

export const pinnedWord = ({ name, version }: PinnedPackage): string => `${name}=${version}`

/** Name of a package's archive, as apt writes it; the architecture behind it is apt's to know. */
export const archivePrefix = ({ name, version }: PinnedPackage): string => `${name.replace(/:.*$/, '')}_${version.replaceAll(':', '%3a')}_`

const spareBytes = 268_435_456
/** What is fetched, is unpacked to some three times as much, beside the version that is there until dpkg is done. */
export const roomFor = (fetchBytes: number): number => fetchBytes * 4 + spareBytes
