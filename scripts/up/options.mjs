/** Options of `up`: where it listens, and where people sign in elsewhere. What was chosen `before` stays until it is chosen anew. */
import { isIPv4, isIPv6 } from 'node:net'
import { parseArgs } from 'node:util'

export const usage = `Usage: npm run up -- [--address IPV4] [--address6 IPV6] [--host NAME] [--mail-relay HOST:PORT] [--web-proxy HOST:PORT] [--sign-in NAME]
                    [--backup-target HOST:PORT]... [--backup-folder PATH [--leave-backups]]

  --address IPV4  also listen on this address of the machine (ports 80, 443 and 5432 of the gate); "none" goes back to loopback
  --address6 IPV6 the same, on an address of IPv6; "none" takes it back
  --host NAME     host name of the panel: it is then served by TLS under this name, which is the passkeys' relying party;
                  "none" goes back to http://localhost:8090
  --mail-relay HOST:PORT  where alerts go out by mail, such as relay.example.org:587; "none" closes the way again
  --web-proxy HOST:PORT   an HTTP proxy that takes CONNECT, through which alerts go out to webhooks; "none" closes the way again
  --sign-in NAME          host of an OpenID Connect provider, which the backend then reaches on port 443; "none" closes that way again.
                          Its address is looked up now: run this again after it changed
  --backup-target HOST:PORT  an SFTP or S3 server that the vault may reach for backups; say it once for each; "none" closes all these ways.
                          Addresses are looked up now: run this again after one changed
  --backup-folder PATH    folder of the machine for the repositories that stay on it, best on another disk; "none" goes back to the data pool.
                          What is kept already goes along: the vault stands still until it is copied
  --leave-backups         what was kept does not go along, since its disk is lost
  --help          this text
`

/** A mistake in the command line: exit status 2. */
export class UsageError extends Error {}

const hostName = /^(?=.{4,253}$)(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))+$/

const wayNames = { 'mail-relay': 'mailRelay', 'web-proxy': 'webProxy', 'backup-target': 'backupTargets' }

/** `HOST:PORT`, by name or by IPv4 address. */
function wayOut(name, value, before) {
  if (value === 'none') return undefined
  const text = value?.toLowerCase() ?? before[wayNames[name]]
  if (text === undefined) return undefined
  const [, host, port] = /^([a-z0-9.-]+):(\d{1,5})$/.exec(text) ?? []
  if (host === undefined || !(isIPv4(host) || hostName.test(host)) || Number(port) < 1 || Number(port) > 65_535)
    throw new UsageError(`--${name} ${text}: write HOST:PORT, such as relay.example.org:587.`)
  return text
}

/** All of them, or those that were chosen before. */
function targets(values, before) {
  if (values === undefined) return before
  if (values.includes('none')) return undefined
  return [...new Set(values.map((value) => wayOut('backup-target', value, {})))]
}

/** The whole path of a folder of the machine. */
export const isFolder = (path) => /^(?:\/[A-Za-z0-9._-]+)+$/.test(path)

/** One spelling, which the engine answers with as well. Link-local addresses and loopback are nobody's to reach. */
const isGlobal6 = (text) =>
  isIPv6(text) && !text.includes('%') && new URL(`http://[${text}]`).hostname === `[${text}]` && !/^(?:fe[89ab]|ff|::)/.test(text)

/** The same for `parseArgs`, which a restore takes as well. */
export const listenOptions = {
  address: { type: 'string' },
  address6: { type: 'string' },
  host: { type: 'string' },
  'mail-relay': { type: 'string' },
  'web-proxy': { type: 'string' },
  'sign-in': { type: 'string' },
  'backup-target': { type: 'string', multiple: true },
  'backup-folder': { type: 'string' },
}

/** What was said now, and else what was chosen `before`: {address, address6, host, mailRelay, webProxy, signIn, backupTargets, backupFolder}. */
export function listenOf(values, before = {}) {
  const chosen = (name, as = name) => (values[name] === 'none' ? undefined : (values[name]?.toLowerCase() ?? before[as]))
  const address = chosen('address')
  const address6 = chosen('address6')
  const host = chosen('host')
  const signIn = chosen('sign-in', 'signIn')
  if (address !== undefined && !isIPv4(address)) throw new UsageError(`--address ${address}: write an IPv4 address of this machine.`)
  if (address6 !== undefined && !isGlobal6(address6))
    throw new UsageError(`--address6 ${address6}: write an IPv6 address of this machine, in its short form and without a zone.`)
  const isName = (name) => name === undefined || (hostName.test(name) && !/^[\d.]+$/.test(name))
  if (!isName(host)) throw new UsageError(`--host ${host}: write a full host name such as panel.example.org.`)
  if (!isName(signIn)) throw new UsageError(`--sign-in ${signIn}: write a full host name such as id.example.org.`)
  const [mailRelay, webProxy] = ['mail-relay', 'web-proxy'].map((name) => wayOut(name, values[name], before))
  const backupTargets = targets(values['backup-target'], before.backupTargets)
  const backupFolder = values['backup-folder'] === 'none' ? undefined : (values['backup-folder'] ?? before.backupFolder)
  if (backupFolder !== undefined && !isFolder(backupFolder))
    throw new UsageError(`--backup-folder ${backupFolder}: write the whole path of a folder, such as /mnt/backups.`)
  return { address, address6, host, mailRelay, webProxy, signIn, backupTargets, backupFolder }
}

export function readOptions(argv, before = {}) {
  let values
  try {
    const once = { 'leave-backups': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } }
    ;({ values } = parseArgs({ args: argv, options: { ...listenOptions, ...once } }))
  } catch (error) {
    throw new UsageError(error.message)
  }
  return { ...listenOf(values, before), leaveBackups: values['leave-backups'] === true, help: values.help === true }
}
