import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bridges, endpoints } from '../../contracts/zones.ts'
import { acts, type Ground, misplaced, programOf } from './support/acts.ts'
import { inside, zoneNode } from './support/engine.ts'
import { api } from './support/gate.ts'
import { reeve, removeTenant, site } from './support/site.ts'

const attempt = async (code: string) => (await inside('panel', [zoneNode, '-e', code])).stdout.trim()
/** Stands for the world outside: what a zone without a way out cannot reach. */
const listener = createServer((socket) => socket.destroy())
let ground: Ground

/** An address of the host on a card that is none of Reeve's. */
function addressOutside(): string {
  const cards = Object.entries(networkInterfaces()).filter(([card]) => !card.startsWith('rv-'))
  const found = cards.flatMap(([, list]) => list ?? []).find(({ family, internal }) => family === 'IPv4' && !internal)
  if (found === undefined) throw new Error('The machine has no network card besides those of Reeve.')
  return found.address
}

beforeAll(async () => {
  const { tenant, service, address } = await site('panel-shell')
  await reeve('service', 'wake', service)
  const { plan } = await reeve<{ plan: string }>('tenant', 'show', tenant)
  const { panel } = await reeve<{ panel: { url: string } }>('status')
  const { download } = await api.files.download.mutate({ service, path: '' })
  await once(listener.listen(0, '0.0.0.0'), 'listening')
  const { port } = listener.address() as AddressInfo
  ground = { origin: new URL(panel.url).origin, plan, tenant, service, address, download, listener: port, outside: addressOutside() }
})
afterAll(async () => {
  listener.close()
  await removeTenant('panel-shell')
})

/** Root inside the panel's VPS, which is more than code execution in Next.js gives. */
describe("A shell in the panel's VPS", () => {
  test('the probe works: it can open the one thing that the panel may', async () => {
    const { address, port } = endpoints.backend
    expect(await attempt(programOf({ name: 'backend', code: () => `return connect('${address}', ${port})` }, ground))).toBe('did')
  })

  test('what it tries is there: secrets in their zones, a listener on the host', async () => {
    expect(await misplaced()).toEqual([])
    for (const host of [ground.outside, bridges.uplink.host, bridges.keepHost.host]) {
      const socket = connect(ground.listener, host)
      await once(socket, 'connect')
      socket.destroy()
    }
  })

  test.each(acts)('could not $name', async (act) => {
    expect(await attempt(programOf(act, ground))).toMatch(/^could not/)
  })

  test('finds no database, no key and no secret', async () => {
    const find = (...names: string[]) => {
      const any = names.flatMap((name, index) => [...(index > 0 ? ['-o'] : []), '-name', name])
      const folders = ['/etc/reeve', '/var/lib/reeve', '/opt/reeve', '/run']
      return inside('panel', ['find', ...folders, '-xdev', '(', ...any, ')', '-not', '-path', '*/node_modules/*'])
    }
    expect(await find('*.key', '*.db', '*.sqlite', '*.pem')).toMatchObject({ status: 0, stdout: '' })
    // The search itself finds what is there.
    expect((await find('server.js')).stdout).toContain('/opt/reeve/')
  })

  test('the panel itself does not run as root', async () => {
    const pid = (await inside('panel', ['s6-svstat', '-o', 'pid', '/etc/s6/services/panel'])).stdout.trim()
    const owner = (await inside('panel', ['stat', '-c', '%u', `/proc/${pid}`])).stdout.trim()
    expect(Number(pid)).toBeGreaterThan(0)
    expect(Number(owner)).toBeGreaterThan(0)
  })
})
