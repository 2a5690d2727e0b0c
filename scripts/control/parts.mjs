/**
 * What of an installation cannot be made anew (docs/decisions/032): the state volumes of four zones, and some files of the machine. The panel keeps
 * nothing. `show.mjs` gives them to the vault, `scripts/restore/` brings them back.
 */
import { join } from 'node:path'
import { home } from '../up/state.mjs'

export const source = 'control'
export const owner = 'reeve'
/** Where the vault sees the parts, and where it restores to. */
export const shownAt = `/mnt/${source}`

/** Zones whose volumes are copied, in this order, while the backend is held: it asks for nothing that the keep's copy would not know. */
export const zoneParts = ['keep', 'backend', 'gate', 'vault']
/** The files of the machine. */
export const hostPart = 'host'
export const parts = [hostPart, ...zoneParts]
export const copyOf = (part) => `${source}-${part}`
export const deviceOf = (part) => `copy-${part}`

export const manifestFile = 'manifest.json'

/** Folder of the machine -> folder of the part, and the names of the files that count. Nobody but root writes there. */
export const hostFolders = [
  { from: join(home, 'pki'), to: 'pki', names: /^[a-z-]+\.(?:crt|key|pub|srl)$/, mode: 0o600 },
  { from: home, to: 'root', names: /^approver\.json$/, mode: 0o600 },
  { from: join(home, 'host', 'firewall'), to: 'firewall', names: /^[a-z-]+\.json$/, mode: 0o600 },
  { from: '/etc/reeve', to: 'licences', names: /^licence-keys\.pem$/, mode: 0o644 },
]

/** Without these an installation is not the one that it was. */
export const needed = ['pki/ca.crt', 'pki/ca.key', 'pki/signing.key', 'pki/backend.crt', 'root/approver.json']

/** Options of `up` that hold on another machine too. Its own address is the new machine's matter when it is not given there. */
const kept = ['address', 'address6', 'host', 'mailRelay', 'webProxy', 'signIn', 'backupTargets', 'backupFolder']
export const optionsOf = (listen = {}) =>
  Object.fromEntries(kept.filter((key) => listen[key] !== undefined).map((key) => [key, listen[key]]))
