import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import type { Command } from 'commander'
import type { ZoneHealthView } from '../../contracts/views.ts'
import { cards, uplink6 } from '../../contracts/zones.ts'
import { failureOf } from '../failure.ts'
import type { Io } from '../io.ts'
import { answer, openSession, type Session } from '../session.ts'
import { facts, table } from '../table.ts'

/** Where the gate listens, from the table of zones. */
const address = cards.gate.uplink[1]
const gate = { address, address6: uplink6.gate, http: `http://${address}`, https: `https://${address}` }

export function addStatus(program: Command, io: Io): void {
  program
    .command('status')
    .description('what runs, and where to find it')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const status = await session.api.status.get.query()
      const zones = await Promise.all(status.zones.map((zone) => (zone.zone === 'panel' ? askPanel(status.panel.url) : zone)))
      const authority = await authorityOf(session)
      answer(session, { ...status, zones, gate: { ...gate, authority } }, () => {
        const counts = Object.entries(status.services).filter(([, count]) => count > 0)
        return [
          facts([
            ['panel', status.panel.url],
            ['gate', `${gate.http} and ${gate.https}`],
            ['by IPv6', gate.address6],
            ['its CA', authority ?? 'unknown: the gate does not answer'],
            ['version', status.version],
            ['tenants', status.tenants],
            ['services', counts.map(([state, count]) => `${count} ${state}`).join(', ')],
            ['unfinished actions', status.actions],
          ]),
          '\n',
          table(
            zones,
            [
              ['zone', (zone) => zone.zone],
              ['state', (zone) => zone.state],
              ['detail', (zone) => zone.detail],
            ],
            'No zones.',
          ),
        ].join('')
      })
    })
}

/** SHA-256 fingerprint of the gate's own CA; null while keep or gate does not answer. */
async function authorityOf({ api }: Session): Promise<string | null> {
  try {
    return (await api.trust.authority.query()).fingerprint
  } catch (error) {
    if (failureOf(error).code === 'unavailable') return null
    throw error
  }
}

/** Nobody but its visitors reaches the panel, so it is asked as a visitor would: by its name, through the gate. */
function askPanel(url: string): Promise<ZoneHealthView> {
  const { protocol, host, hostname } = new URL(url)
  const options = { host: address, path: '/sign-in', headers: { host }, timeout: 5000, agent: false } as const
  const tls = { ...options, servername: hostname, rejectUnauthorized: false }
  return new Promise((resolve) => {
    const down = (detail: string) => resolve({ zone: 'panel', state: 'down', detail })
    const asking = protocol === 'https:' ? secure(tls) : plain(options)
    asking.once('response', (answer) => {
      answer.resume()
      if (answer.statusCode === 200) resolve({ zone: 'panel', state: 'up', detail: 'It shows its pages.' })
      else down(`It answers ${answer.statusCode}.`)
    })
    asking.once('timeout', () => asking.destroy(new Error('It does not answer.')))
    asking.once('error', (error) => down(error.message))
    asking.end()
  })
}
