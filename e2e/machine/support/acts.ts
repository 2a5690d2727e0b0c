import { existsSync } from 'node:fs'
import { bridges, cards, endpoints, serviceAddresses } from '../../../contracts/zones.ts'
import { inside } from './engine.ts'

/** What the acts are tried on: all of it is there, so that what fails does not fail for want of an object. */
export interface Ground {
  /** Where the panel's own pages come from. */
  origin: string
  plan: string
  tenant: string
  service: string
  /** A running service's own VPS. */
  address: string
  /** A file that root of the machine has ready for download. */
  download: string
  /** Listens on every address of the host. */
  listener: number
  /** An address of the host that is none of Reeve's. */
  outside: string
}

/** What somebody with a shell in the panel's VPS would try. `code`: body of an async function that returns true when the act succeeded. */
export interface Act {
  name: string
  code: (ground: Ground) => string
}

const text = JSON.stringify
const reach = (name: string, target: (ground: Ground) => [string, number]): Act => ({
  name: `open ${name}`,
  code: (ground) => `return connect(...${text(target(ground))})`,
})
const read = (path: string): Act => ({ name: `read ${path}`, code: () => `fs.readFileSync(${text(path)}); return true` })
const write = (path: string): Act => ({ name: `write ${path}`, code: () => `fs.writeFileSync(${text(path)}, '1'); return true` })

const backend = `http://${endpoints.backend.address}:${endpoints.backend.port}`
/** One request to the backend, as a browser's would arrive. It succeeded unless it was refused for who asks. */
const ask = (name: string, path: (ground: Ground) => string, options: (ground: Ground) => object): Act => ({
  name,
  code: (ground) =>
    `const answer = await fetch(${text(`${backend}${path(ground)}`)}, ${text(options(ground))}); return answer.status !== 401 && answer.status !== 403`,
})
const call = (name: string, procedure: string, input: (ground: Ground) => unknown, headers: Record<string, string> = {}): Act =>
  ask(
    name,
    () => `/trpc/${procedure}`,
    (ground) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: ground.origin, ...headers },
      body: text({ json: input(ground) }),
    }),
  )
const madeUp = 'a'.repeat(40)

/** Where the secrets are that the panel must not have. */
const secrets = [
  { zone: 'backend', path: '/etc/reeve/keys/backend.key' },
  { zone: 'backend', path: '/etc/reeve/keys/signing.key' },
  { zone: 'backend', path: '/var/lib/reeve/backend/reeve.sqlite' },
  { zone: 'keep', path: '/etc/reeve/keys/door.key' },
  { zone: 'keep', path: '/etc/reeve/keys/engine-services.key' },
  { zone: 'keep', path: '/var/lib/reeve/door/door.sqlite' },
  { zone: 'host', path: '/var/lib/reeve/pki/ca.key' },
  { zone: 'host', path: '/var/lib/reeve/approver.json' },
  { zone: 'host', path: '/run/reeve/api.sock' },
] as const

/** Those of the secrets that are not where they belong: then nobody has tried anything by not finding them. */
export async function misplaced(): Promise<string[]> {
  const there = await Promise.all(
    secrets.map(async ({ zone, path }) => (zone === 'host' ? existsSync(path) : (await inside(zone, ['test', '-f', path])).status === 0)),
  )
  return secrets.filter((_, index) => !there[index]).map(({ path }) => path)
}

export const acts: Act[] = [
  reach('the door', () => [endpoints.door.address, endpoints.door.port]),
  reach('the waker', () => [endpoints.waker.address, endpoints.waker.port]),
  reach('the applier', () => [endpoints.applier.address, endpoints.applier.port]),
  reach('the engine', () => [endpoints.engine.address, endpoints.engine.port]),
  reach('the host on the uplink', ({ listener }) => [bridges.uplink.host, listener]),
  reach('the host on the wire to the keep', ({ listener }) => [bridges.keepHost.host, listener]),
  reach('the world outside', ({ outside, listener }) => [outside, listener]),
  reach('the gate on the panel wire', () => [cards.gate.panel[1], 80]),
  reach('the gate on the uplink', () => [cards.gate.uplink[1], 80]),
  reach('the gate on the tenants network', () => [cards.gate.tenants[1], 80]),
  reach('an own address of a service', () => [serviceAddresses.replace('.0/20', '.2'), 80]),
  reach('a tenant', ({ address }) => [address, 80]),
  reach('the metadata address of clouds', () => ['169.254.169.254', 80]),
  ...secrets.map(({ path }) => read(path)),
  read('/proc/kcore'),
  write('/proc/sys/kernel/core_pattern'),
  write('/proc/sysrq-trigger'),
  write('/sys/kernel/uevent_helper'),
  {
    name: 'make a device',
    code: () => `require('node:child_process').execFileSync('mknod', ['/run/disk', 'b', '7', '0'], { stdio: 'ignore' }); return true`,
  },
  { name: "talk to the engine's guest socket", code: () => `return connect({ path: '/dev/incus/sock' })` },
  call('make an enrolment link', 'setup.enrolmentLink', () => null),
  call('make an enrolment link as if by the root-only socket', 'setup.enrolmentLink', () => null, {
    'x-reeve-caller': 'root',
    host: 'cli',
  }),
  call('make an enrolment link from an address of loopback', 'setup.enrolmentLink', () => null, { 'x-forwarded-for': '127.0.0.1' }),
  call('create a tenant', 'tenants.create', ({ plan }) => ({ name: 'evil', title: 'Evil', plan })),
  call('create a tenant with a made-up cookie', 'tenants.create', ({ plan }) => ({ name: 'evil', title: 'Evil', plan }), {
    cookie: `reeve_session=${madeUp}; __Host-reeve_session=${madeUp}`,
  }),
  call('delete a tenant', 'tenants.delete', ({ tenant }) => ({ tenant })),
  call('enrol a key of its own', 'trust.enrolKey', () => ({
    authenticator: 'kaaaaaaaaaaaa',
    label: 'x',
    credential: 'a',
    publicKey: 'a',
    secret: 'a',
  })),
  call('wake a service', 'services.wake', ({ service }) => ({ service })),
  ask(
    'list tenants without a session',
    () => `/trpc/tenants.list?input=${encodeURIComponent(text({ json: {} }))}`,
    () => ({}),
  ),
  ask(
    'read a service without a session',
    ({ service }) => `/trpc/services.get?input=${encodeURIComponent(text({ json: { service } }))}`,
    () => ({}),
  ),
  ask(
    'download without a session',
    ({ download }) => `/downloads/${download}`,
    () => ({}),
  ),
  ask(
    'upload without a session',
    ({ service }) => `/uploads?service=${service}&format=zip`,
    ({ origin }) => ({ method: 'PUT', headers: { origin }, body: 'x' }),
  ),
  {
    name: 'join with a guessed token',
    code: ({ origin }) => `const answer = await fetch('${backend}/trpc/setup.join', { method: 'POST',
      headers: { 'content-type': 'application/json', origin: ${text(origin)} },
      body: ${text(text({ json: { token: 'guess', name: 'E', email: 'e@example.test', password: 'long enough 1' } }))} })
      return answer.ok`,
  },
  {
    name: 'walk out of the API by a path',
    // Not by fetch, which would walk itself.
    code: () => `return new Promise((resolve, reject) => {
      const options = { host: '${endpoints.backend.address}', port: ${endpoints.backend.port}, path: '/trpc/../../../../etc/passwd' }
      require('node:http').get(options, (answer) => {
        let body = ''
        answer.on('data', (part) => { body += part }).on('end', () => resolve(body.includes('root:')))
      }).on('error', reject)
    })`,
  },
]

/** The program that tries one act inside the panel. Prints `did` or `could not`. */
export const programOf = (act: Act, ground: Ground): string => `
const fs = require('node:fs'), net = require('node:net')
const connect = (...to) => new Promise((resolve) => {
  const socket = net.connect(...(typeof to[0] === 'string' ? [{ host: to[0], port: to[1] }] : to))
  const timer = setTimeout(() => { socket.destroy(); resolve(false) }, 2000)
  socket.on('connect', () => { clearTimeout(timer); socket.destroy(); resolve(true) })
  socket.on('error', () => { clearTimeout(timer); resolve(false) })
})
const act = async () => { ${act.code(ground)} }
act().then((did) => console.log(did ? 'did' : 'could not'), (error) => console.log('could not: ' + error.message)).then(() => process.exit(0))
`
