/** Options of `up`: where it listens. What was chosen `before` stays until it is chosen anew. */
import { isIPv4 } from 'node:net'
import { parseArgs } from 'node:util'

export const usage = `Usage: npm run up -- [--address IPV4] [--host NAME]

  --address IPV4  also listen on this address of the machine (ports 80, 443 and 5432 of the gate); "none" goes back to loopback
  --host NAME     host name of the panel: it is then served by TLS under this name, which is the passkeys' relying party;
                  "none" goes back to http://localhost:8090
  --help          this text
`

/** A mistake in the command line: exit status 2. */
export class UsageError extends Error {}

const hostName = /^(?=.{4,253}$)(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))+$/

export function readOptions(argv, before = {}) {
  let values
  try {
    ;({ values } = parseArgs({
      args: argv,
      options: { address: { type: 'string' }, host: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    }))
  } catch (error) {
    throw new UsageError(error.message)
  }
  const chosen = (name) => (values[name] === 'none' ? undefined : (values[name]?.toLowerCase() ?? before[name]))
  const address = chosen('address')
  const host = chosen('host')
  if (address !== undefined && !isIPv4(address)) throw new UsageError(`--address ${address}: write an IPv4 address of this machine.`)
  if (host !== undefined && (!hostName.test(host) || /^[\d.]+$/.test(host)))
    throw new UsageError(`--host ${host}: write a full host name such as panel.example.org.`)
  return { address, host, help: values.help === true }
}
