import { bridges, cards, endpoints, serviceAddresses } from '../../../contracts/zones.ts'

/** What somebody with a shell in the panel's VPS would try. `code`: body of an async function that returns true when the act succeeded. */
export interface Act {
  name: string
  code: string
}

const reach = (name: string, address: string, port: number): Act => ({
  name: `open ${name}`,
  code: `return connect(${JSON.stringify(address)}, ${port})`,
})
const read = (path: string): Act => ({ name: `read ${path}`, code: `fs.readFileSync(${JSON.stringify(path)}); return true` })
const write = (path: string): Act => ({ name: `write ${path}`, code: `fs.writeFileSync(${JSON.stringify(path)}, '1'); return true` })
const backend = `http://${endpoints.backend.address}:${endpoints.backend.port}`
/** Calls a procedure of the backend the way a browser's request would arrive, with headers of one's own choice. */
const call = (name: string, path: string, input: unknown, headers: Record<string, string> = {}): Act => ({
  name,
  code: `const answer = await fetch(${JSON.stringify(`${backend}${path}`)}, { method: 'POST', headers: ${JSON.stringify({
    'content-type': 'application/json',
    origin: 'http://localhost:8090',
    ...headers,
  })}, body: ${JSON.stringify(JSON.stringify({ json: input }))} }); return answer.ok`,
})
const tenant = 'taaaaaaaaaaaa'

export const acts: Act[] = [
  reach('the door', endpoints.door.address, endpoints.door.port),
  reach('the waker', endpoints.waker.address, endpoints.waker.port),
  reach('the applier', endpoints.applier.address, endpoints.applier.port),
  reach('the engine', endpoints.engine.address, endpoints.engine.port),
  reach('the host on the uplink', bridges.uplink.host, 22),
  reach('the panel of the host on loopback', '127.0.0.1', 8090),
  reach('the gate on the panel wire', cards.gate.panel[1], 80),
  reach('the gate on the uplink', cards.gate.uplink[1], 80),
  reach('the gate on the tenants network', cards.gate.tenants[1], 80),
  reach('a tenant', '10.88.1.2', 80),
  reach('an address of a service', serviceAddresses.replace('.0/20', '.2'), 22),
  reach('the keep from the backend wire', cards.keep.backend[1], 22),
  reach('the backend by ssh', cards.backend.panel[1], 22),
  reach('a name server outside', '192.0.2.53', 53),
  reach('a web server outside', '192.0.2.80', 443),
  reach('the metadata address of clouds', '169.254.169.254', 80),
  read('/etc/reeve/keys/backend.key'),
  read('/etc/reeve/keys/door.key'),
  read('/etc/reeve/keys/signing.pem'),
  read('/etc/reeve/keys/ca.key'),
  read('/var/lib/reeve/reeve.db'),
  read('/var/lib/reeve/approver.json'),
  read('/run/reeve/api.sock'),
  read('/dev/incus/sock'),
  read('/dev/sda'),
  read('/dev/vda'),
  read('/proc/kcore'),
  write('/proc/sys/kernel/core_pattern'),
  write('/proc/sysrq-trigger'),
  write('/sys/kernel/uevent_helper'),
  { name: "talk to the engine's guest socket", code: `return connect({ path: '/dev/incus/sock' })` },
  { name: 'talk to the command line socket', code: `return connect({ path: '/run/reeve/api.sock' })` },
  { name: 'read the environment of the host', code: `return fs.readFileSync('/proc/1/environ', 'utf8').includes('SECRET')` },
  call('make an enrolment link', '/trpc/setup.enrolmentLink', null),
  call('make an enrolment link as if by the root-only socket', '/trpc/setup.enrolmentLink', null, {
    'x-reeve-caller': 'root',
    host: 'cli',
  }),
  call('make an enrolment link from an address of loopback', '/trpc/setup.enrolmentLink', null, { 'x-forwarded-for': '127.0.0.1' }),
  call('create a tenant', '/trpc/tenants.create', { name: 'evil', title: 'Evil', plan: 'naaaaaaaaaaaa' }),
  call('delete a tenant', '/trpc/tenants.delete', { tenant }),
  call(
    'create a tenant with a made-up cookie',
    '/trpc/tenants.create',
    { name: 'evil', title: 'E', plan: 'naaaaaaaaaaaa' },
    {
      cookie: 'reeve_session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; __Host-reeve_session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    },
  ),
  call('join with a guessed token', '/trpc/setup.join', { token: 'guess', name: 'E', email: 'e@example.test', password: 'long enough 1' }),
  call('enrol a key of its own', '/trpc/trust.enrolKey', {
    authenticator: 'kaaaaaaaaaaaa',
    person: 'paaaaaaaaaaaa',
    label: 'x',
    credential: 'a',
    publicKey: 'a',
    secret: 'a',
  }),
  call('wake everything', '/trpc/services.wake', { service: 'saaaaaaaaaaaa' }),
  {
    name: 'walk out of the API by a path',
    code: `const a = await fetch('${backend}/trpc/../../etc/passwd'); return a.ok && (await a.text()).includes('root:')`,
  },
  {
    name: 'list procedures without a session',
    code: `const a = await fetch('${backend}/trpc/tenants.list?input=%7B%22json%22%3A%7B%7D%7D'); return a.ok`,
  },
  { name: 'download without a session', code: `const a = await fetch('${backend}/downloads/uaaaaaaaaaaaa'); return a.ok` },
  {
    name: 'upload without a session',
    code: `const a = await fetch('${backend}/uploads?service=saaaaaaaaaaaa&format=zip', { method: 'PUT', body: 'x' }); return a.ok`,
  },
]

/** The program that tries one act inside the panel. Prints `did` or `could not`. */
export const programOf = (act: Act): string => `
const fs = require('node:fs'), net = require('node:net')
const connect = (...to) => new Promise((resolve) => {
  const socket = net.connect(...(typeof to[0] === 'string' ? [{ host: to[0], port: to[1] }] : to))
  const timer = setTimeout(() => { socket.destroy(); resolve(false) }, 2000)
  socket.on('connect', () => { clearTimeout(timer); socket.destroy(); resolve(true) })
  socket.on('error', () => { clearTimeout(timer); resolve(false) })
})
const act = async () => { ${act.code} }
act().then((did) => console.log(did ? 'did' : 'could not'), (error) => console.log('could not: ' + error.message)).then(() => process.exit(0))
`
