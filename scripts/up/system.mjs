/** The machine: its system, and what `up` needs of it. */
import { readText } from './state.mjs'

/** Releases that were tried; Debian's derivatives may work too, but nobody has seen it. */
const supported = [
  ['debian', '12'],
  ['debian', '13'],
  ['ubuntu', '24.04'],
]

/** {id, version, codename, pretty} of /etc/os-release. */
export function readSystem() {
  const text = readText('/etc/os-release') ?? ''
  const value = (key) => new RegExp(`^${key}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? ''
  return {
    id: value('ID'),
    version: value('VERSION_ID'),
    codename: value('VERSION_CODENAME'),
    pretty: value('PRETTY_NAME') || 'an unknown system',
  }
}

export const isSupported = ({ id, version }) => supported.some(([name, number]) => name === id && number === version)
