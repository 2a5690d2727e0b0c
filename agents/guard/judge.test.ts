import { expect, test } from 'vitest'
import type { EngineUser } from '../../contracts/zones.ts'
import { judge, judgeBody } from './judge.ts'
import { rulesFor } from './rules.ts'
import {
  ask,
  copyOf,
  data,
  eth0,
  filled,
  fingerprint,
  instance,
  made,
  other,
  P,
  project,
  rehearsed,
  root,
  run,
  S,
  shown,
  start,
  T,
  trial,
  uuid,
  volumes,
} from './testing/asking.ts'

test.each<[EngineUser, string, unknown?]>([
  ['backup', `POST ${volumes}?project=reeve`, copyOf(`backup-${S}`, S, T)],
  ['backup', `POST ${volumes}?project=reeve`, { name: `restore-${S}`, config: { size: '1024MiB' }, content_type: 'filesystem' }],
  ['backup', `POST ${volumes}?${P}`, copyOf(S, `restore-${S}`, 'reeve')],
  ['backup', `POST ${volumes}?project=reeve-trial`, copyOf(S, `restore-${S}`, 'reeve')],
  ['backup', `PATCH /1.0/instances/vault?project=reeve`, { devices: { copy: shown } }],
  ['backup', `PATCH /1.0/instances/vault?project=reeve`, { devices: { copy: filled } }],
  ['backup', `PATCH /1.0/instances/vault?project=reeve`, { devices: { copy: { type: 'none' } } }],
  ['backup', `PATCH ${instance}?${P}`, { devices: { data: { type: 'none' } } }],
  ['backup', `PATCH ${instance}?${P}`, { devices: { data } }],
  ['backup', `PATCH ${instance}?${P}`, { config: { 'user.reeve.held': '{}', 'user.reeve.halted': 'true', 'user.reeve.restored': 'x' } }],
  ['backup', `PATCH ${instance}?${P}`, { config: { 'user.reeve.busy-until': '1' } }],
  ['backup', 'POST /1.0/instances?project=reeve-trial', trial],
  ['backup', `DELETE ${volumes}/former-${S}?project=reeve`],
  ['backup', `POST ${volumes}?project=reeve`, copyOf(`former-next-${S}`, S, T)],
  ['backup', `PATCH ${volumes}/restore-${S}?project=reeve`, { config: { size: '1024MiB' } }],
  ['backup', `POST ${volumes}?project=reeve`, copyOf(`former-${S}`, `former-next-${S}`, 'reeve')],
])('%s may: %s', (agent, line, body) => {
  expect(ask(agent, line, body)).toBe(true)
})

test.each<[string, unknown?]>([
  ['GET /1.0/instances/keep?project=reeve'],
  ['PUT /1.0/instances/vault/state?project=reeve', start],
  ['POST /1.0/instances/vault/exec?project=reeve', run],
  [`PATCH /1.0/instances/keep?project=reeve`, { devices: { copy: shown } }],
  [`PATCH /1.0/instances/vault?project=reeve`, { devices: { copy: { ...shown, path: '/etc' } } }],
  [`PATCH /1.0/instances/vault?project=reeve`, { devices: { copy: { ...shown, readonly: 'false' } } }],
  [`PATCH /1.0/instances/vault?project=reeve`, { devices: { copy: { type: 'disk', source: '/', path: '/mnt/x' } } }],
  [`PATCH /1.0/instances/vault?project=reeve`, { devices: { other: shown } }],
  [`PATCH /1.0/instances/vault?project=reeve`, { config: { 'security.privileged': 'true' }, devices: { copy: shown } }],
  [`POST ${volumes}?project=reeve`, copyOf(`backup-${S}`, other, T)],
  [`POST ${volumes}?project=reeve`, copyOf('keep', S, T)],
  [`POST ${volumes}?project=reeve`, copyOf(`former-${S}`, `former-next-${other}`, 'reeve')],
  [`PATCH ${volumes}/${S}?${P}`, { config: { size: '1024MiB' } }],
  [`PATCH ${volumes}/restore-${S}?project=reeve`, { config: { 'security.shifted': 'true' } }],
  [`POST ${volumes}?${P}`, copyOf(S, 'vault', 'reeve')],
  [`POST ${volumes}?project=default`, copyOf(S, `restore-${S}`, 'reeve')],
  [`DELETE ${volumes}/vault?project=reeve`],
  [`DELETE ${instance}?${P}`],
  [`PATCH ${instance}?${P}`, { devices: { data: { ...data, source: other } } }],
  [`PATCH ${instance}?${P}`, { config: { 'limits.memory': '1MiB' } }],
  // Suspension is tenancy's word, and what a service is the services agent's.
  [`PATCH ${instance}?${P}`, { config: { 'user.reeve.suspended': 'false' } }],
  [`PATCH ${instance}?${P}`, { config: { 'user.reeve.kind': 'postgresql' } }],
  ['POST /1.0/instances?project=reeve-trial', { ...trial, devices: { data, eth0 } }],
  [`POST /1.0/instances?${P}`, trial],
])('backup may not: %s', (line, body) => {
  expect(ask('backup', line, body)).toBeTypeOf('string')
})

test('only the certificate of backup may enter the projects of the vault and of trials', () => {
  const rules = rulesFor('tenancy', [fingerprint, 'cd'.repeat(32)], 'cd'.repeat(32))
  const asks = (certificate: string, projects: string[]) => {
    const asked = { method: 'PATCH', target: `/1.0/certificates/${certificate}`, headers: {}, upgrade: false }
    const admitted = judge(rules, asked)
    if ('refused' in admitted) return false
    return 'text' in judgeBody(rules, asked, admitted, Buffer.from(JSON.stringify({ projects })))
  }
  expect(asks('cd'.repeat(32), ['reeve', 'reeve-trial', T])).toBe(true)
  expect(asks(fingerprint, ['reeve', T])).toBe(false)
  expect(asks('cd'.repeat(32), ['default'])).toBe(false)
})

test.each<[EngineUser, string, unknown?]>([
  ['stats', `GET ${volumes}/${S}/state?${P}`],
  ['stats', 'GET /1.0/resources'],
  ['stats', 'GET /1.0/storage-pools/reeve-data/resources'],
  ['metrics', 'GET /1.0/metrics'],
  ['tenancy', 'GET /1.0'],
  ['tenancy', 'GET /1.0/projects'],
  ['tenancy', 'POST /1.0/projects', { name: 'reeve-taaaaaaaaaaaa', ...project }],
  ['tenancy', 'PUT /1.0/projects/reeve-taaaaaaaaaaaa', project],
  ['tenancy', 'DELETE /1.0/projects/reeve-taaaaaaaaaaaa'],
  ['tenancy', `PUT /1.0/profiles/default?${P}`, { config: {}, description: '', devices: { root } }],
  ['tenancy', `PATCH /1.0/certificates/${fingerprint}`, { projects: ['reeve-taaaaaaaaaaaa'] }],
  ['tenancy', `PATCH ${instance}?${P}`, { config: { 'user.reeve.suspended': 'true' } }],
  ['tenancy', `PUT ${instance}/state?${P}`, { action: 'stop', force: true, timeout: 0 }],
  ['services', `POST /1.0/instances?${P}`, made],
  ['services', `GET /1.0/instances?recursion=1&${P}`],
  ['services', `PATCH ${instance}?${P}`, { config: { 'limits.memory': '512MiB' } }],
  ['services', `PATCH ${instance}?${P}`, { config: { 'limits.cpu.allowance': '50ms/100ms' } }],
  ['services', `PATCH ${instance}?${P}`, { config: { 'limits.cpu.allowance': '' } }],
  ['services', `PATCH ${instance}?${P}`, { devices: { eth0: { ...eth0, 'limits.ingress': '100Mbit', 'limits.egress': '100Mbit' } } }],
  ['services', `PATCH ${instance}?${P}`, { devices: { data: { ...data, 'limits.read': '20MiB', 'limits.write': '20MiB' } } }],
  ['services', `GET ${volumes}/${S}/state?${P}`],
  ['services', `PUT ${instance}?${P}`, { restore: 'before' }],
  ['services', `POST ${instance}/exec?${P}`, run],
  ['services', `GET ${instance}/files?${P}&path=%2Fetc%2Freeve%2Fsite+one.conf`],
  ['services', `POST ${volumes}?${P}`, { name: S, config: { size: '1024MiB' }, content_type: 'filesystem' }],
  ['services', `POST ${volumes}?${P}`, rehearsed(S)],
  ['services', `POST ${volumes}?${P}`, rehearsed(`${S}/asked-aaaaaaaaaaaa`)],
  ['services', `POST ${volumes}?${P}`, rehearsed(`${S}/inside-aaaaaaaaaaaa`)],
  ['services', `GET /1.0/images/aliases/reeve-kind-webserver?${P}`],
  ['services', `GET /1.0/operations/${uuid}/wait?timeout=20`],
  ['waker', 'GET /1.0/instances?recursion=1&all-projects=true'],
  ['waker', `PUT ${instance}/state?${P}`, start],
  ['waker', 'GET /1.0/resources'],
])('%s may: %s', (agent, line, body) => {
  expect(ask(agent, line, body)).toBe(true)
})

test.each<[EngineUser, string, unknown?]>([
  ['services', `PATCH ${instance}?${P}`, { config: { 'limits.cpu.allowance': '50%' } }],
  ['services', `PATCH ${instance}?${P}`, { devices: { eth0: { ...eth0, 'limits.egress': '1Mbit\nx' } } }],
  ['services', `PATCH ${instance}?${P}`, { devices: { eth0: { ...eth0, 'limits.priority': '9' } } }],
  ['services', `PATCH ${instance}?${P}`, { devices: { data: { ...data, 'limits.max': '20MiB' } } }],
  ['waker', `GET ${volumes}/${S}/state?${P}`],
  // Other projects, all of them, or one smuggled in.
  ['services', `GET ${instance}`],
  ['services', `GET ${instance}?project=default`],
  ['services', `GET ${instance}?project=reeve`],
  ['services', `GET ${instance}?${P}&project=default`],
  ['services', `GET ${instance}?project=default&${P}`],
  ['services', `GET ${instance}?${P}&%70roject=default`],
  ['services', `GET ${instance}?${P};project=default`],
  ['services', `GET ${instance}?${P}%00`],
  ['services', `GET ${instance}?${P}%0a`],
  ['services', `GET ${instance}?project=reeve-taaaaaaaaaaaa%26project=default`],
  ['services', `GET ${instance}?Project=default&${P}`],
  ['services', `GET /1.0/instances?recursion=1&all-projects=true`],
  ['services', `GET /1.0/instances?recursion=1&all-projects=true&${P}`],
  ['services', `GET /1.0/instances?recursion=2&${P}`],
  ['services', `POST /1.0/instances?${P}&target=other`, made],
  ['waker', `GET /1.0/instances?all-projects=false`],
  // Paths with another reading.
  ['services', `GET /1.0/instances/../projects?${P}`],
  ['services', `GET /1.0/instances/%2e%2e/projects?${P}`],
  ['services', `GET /1.0/instances/./${S}?${P}`],
  ['services', `GET /1.0//instances/${S}?${P}`],
  ['services', `GET //1.0/instances/${S}?${P}`],
  ['services', `GET /1.0/instances/${S}/?${P}`],
  ['services', `GET /1.0/instances/${S}%2fstate?${P}`],
  ['services', `GET /1.0/instances/${S}\\state?${P}`],
  ['services', `GET http://10.87.14.1:8443${instance}?${P}`],
  ['services', `GET ${instance}?${P}#x`],
  ['services', `GET ${instance} HTTP/1.1?${P}`],
  ['services', `GET /1.0/instances/c1?${P}`],
  ['services', `GET ${instance}/files?${P}&path=%2Fetc%2F..%2F..%2Fetc%2Fshadow`],
  ['services', `GET ${instance}/files?${P}&path=etc`],
  ['services', `GET ${instance}/files?${P}&path=%2Fetc%0Ashadow`],
  ['services', `GET ${instance}/files?${P}&path=%2Fa&path=%2Fb`],
  // Requests that are nobody's.
  ['services', 'GET /internal/shutdown'],
  ['services', 'GET /1.0/certificates'],
  ['services', 'POST /1.0/certificates', { type: 'client' }],
  ['services', 'PUT /1.0', { config: {} }],
  ['tenancy', 'PATCH /1.0', { config: { 'core.trust_password': 'x' } }],
  ['tenancy', `GET /1.0/projects?recursion=1`],
  ['tenancy', 'DELETE /1.0/projects/reeve-taaaaaaaaaaaa?force=true'],
  ['tenancy', 'DELETE /1.0/projects/reeve'],
  ['tenancy', 'PATCH /1.0/projects/reeve-taaaaaaaaaaaa', { config: {} }],
  ['tenancy', `POST /1.0/instances?${P}`, made],
  ['tenancy', `POST ${instance}/exec?${P}`, run],
  ['tenancy', `PUT ${instance}/state?${P}`, start],
  ['tenancy', `PATCH ${instance}?${P}`, { config: { 'limits.memory': '512MiB' } }],
  ['services', `DELETE /1.0/operations/${uuid}`],
  ['services', 'GET /1.0/operations'],
  ['services', `PATCH /1.0/certificates/${fingerprint}`, { projects: [] }],
  ['services', `GET /1.0/storage-pools/reeve-roots/volumes/custom?${P}`],
  ['services', `POST /1.0/images?${P}`, {}],
  ['services', `GET /1.0/images/aliases/reeve-zone?${P}`],
  ['waker', `POST ${instance}/exec?${P}`, run],
  ['waker', `PATCH ${instance}?${P}`, { config: {} }],
  ['waker', `DELETE ${instance}?${P}`],
  ['waker', `PUT ${instance}/state?${P}`, { ...start, action: 'restart' }],
  ['waker', `PUT ${instance}/state?${P}`, { ...start, stateful: true }],
  // Walls of a project.
  ['tenancy', 'POST /1.0/projects', { name: 'reeve', ...project }],
  ['tenancy', 'POST /1.0/projects', { name: 'reeve-taaaaaaaaaaaa', ...project, config: { ...project.config, restricted: 'false' } }],
  ['tenancy', 'PUT /1.0/projects/reeve-taaaaaaaaaaaa', { description: '', config: {} }],
  [
    'tenancy',
    'PUT /1.0/projects/reeve-taaaaaaaaaaaa',
    { ...project, config: { ...project.config, 'restricted.containers.nesting': 'allow' } },
  ],
  [
    'tenancy',
    'PUT /1.0/projects/reeve-taaaaaaaaaaaa',
    { ...project, config: { ...project.config, 'restricted.containers.lowlevel': 'allow' } },
  ],
  [
    'tenancy',
    'PUT /1.0/projects/reeve-taaaaaaaaaaaa',
    { ...project, config: { ...project.config, 'restricted.networks.access': 'rv-kh' } },
  ],
  ['tenancy', `PUT /1.0/profiles/default?${P}`, { config: {}, description: '', devices: { root, eth0 } }],
  ['tenancy', `PUT /1.0/profiles/default?${P}`, { config: { 'security.privileged': 'true' }, description: '', devices: { root } }],
  ['tenancy', `PATCH /1.0/certificates/${fingerprint}`, { projects: ['reeve'] }],
  ['tenancy', `PATCH /1.0/certificates/${fingerprint}`, { projects: [], restricted: false }],
  ['tenancy', `PATCH /1.0/certificates/${'cd'.repeat(32)}`, { projects: [] }],
  // Power for an instance.
  ['services', `POST /1.0/instances?${P}`, { ...made, config: { ...made.config, 'security.privileged': 'true' } }],
  // Host ids that others have too.
  ['services', `POST /1.0/instances?${P}`, { ...made, config: { ...made.config, 'security.idmap.isolated': 'false' } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, config: { ...made.config, 'security.idmap.base': '1000000' } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, config: { 'limits.memory': '256MiB' } }],
  ['services', `PATCH ${instance}?${P}`, { config: { 'security.idmap.isolated': 'false' } }],
  [
    'tenancy',
    'POST /1.0/projects',
    { name: 'reeve-taaaaaaaaaaaa', ...project, config: { ...project.config, 'restricted.containers.privilege': 'unprivileged' } },
  ],
  ['services', `POST /1.0/instances?${P}`, { ...made, config: { 'raw.lxc': 'x' } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, Config: { 'raw.lxc': 'x' } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, config: { 'user.reeve.kind': 'a\nlxc.hook=x' } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, config: { 'user.reeve.kind\nraw.lxc': 'a' } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, config: { 'user.vendor-data': 'a' } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, config: { ...made.config, 'volatile.idmap.next': '[]' } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, config: { 'limits.memory': 256 } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, config: { 'environment.LD_PRELOAD': '/srv/x.so' } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, source: { type: 'copy', source: 'x', project: 'reeve' } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, source: { ...made.source, server: 'https://elsewhere' } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, source: { type: 'image', alias: 'reeve-zone' } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, type: 'virtual-machine' }],
  ['services', `POST /1.0/instances?${P}`, { ...made, name: 'door' }],
  ['services', `POST /1.0/instances?${P}`, { ...made, profiles: [] }],
  ['services', `POST /1.0/instances?${P}`, { ...made, devices: { root, eth0: { ...eth0, network: 'rv-kh' } } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, devices: { root, eth0: { ...eth0, 'security.port_isolation': 'false' } } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, devices: { root, eth1: eth0 } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, devices: { data: { ...data, source: '/etc' } } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, devices: { data: { ...data, source: 'sbbbbbbbbbbbb' } } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, devices: { data: { ...data, path: '/srv/../etc' } } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, devices: { root: { ...root, pool: 'default' } } }],
  ['services', `POST /1.0/instances?${P}`, { ...made, devices: { tty: { type: 'unix-char', source: '/dev/kvm' } } }],
  ['services', `PATCH ${instance}?${P}`, { devices: { data: { ...data, source: 'sbbbbbbbbbbbb' } } }],
  ['services', `PATCH ${instance}?${P}`, { profiles: [] }],
  ['services', `PUT ${instance}?${P}`, { restore: '../x' }],
  ['services', `PUT ${instance}?${P}`, { config: {}, devices: {} }],
  ['services', `POST ${instance}/rebuild?${P}`, { source: { type: 'image', alias: 'reeve-kind-web' } }],
  ['services', `POST ${instance}/exec?${P}`, { ...run, interactive: true }],
  ['services', `POST ${instance}/exec?${P}`, { ...run, 'record-output': true }],
  ['services', `POST ${volumes}?${P}`, { name: S, config: { size: '1024MiB', 'block.mount_options': 'x' }, content_type: 'filesystem' }],
  ['services', `POST ${volumes}?${P}`, { name: S, config: {}, content_type: 'filesystem', source: { type: 'copy' } }],
  ['services', `POST ${volumes}?${P}`, { ...rehearsed(S), name: 'sbbbbbbbbbbbb' }],
  ['services', `POST ${volumes}?${P}`, rehearsed('sbbbbbbbbbbbb')],
  ['services', `POST ${volumes}?project=reeve-tbbbbbbbbbbbb`, rehearsed(S)],
  ['backup', `POST ${volumes}?${P}`, { name: `restore-${S}`, config: { size: '1024MiB' }, content_type: 'filesystem' }],
  ['services', `POST ${volumes}?${P}`, rehearsed(`${S}/../sbbbbbbbbbbbb`)],
  ['services', `POST ${volumes}?${P}`, { ...rehearsed(S), config: { 'volatile.idmap.last': '[]' } }],
  ['waker', `POST ${volumes}?${P}`, rehearsed(S)],
  ['services', `POST /1.0/instances?${P}`, '{"name": "saaaaaaaaaaaa"'],
  ['services', `POST /1.0/instances?${P}`, `{"__proto__": {"x": 1}, ${JSON.stringify(made).slice(1)}`],
])('%s may not: %s', (agent, line, body) => {
  expect(ask(agent, line, body)).toBeTypeOf('string')
})

test('a key that comes twice in a body reaches the engine once, as it was judged', () => {
  const rules = rulesFor('waker', [])
  const asked = { method: 'PUT', target: `${instance}/state?${P}`, headers: {}, upgrade: false }
  const admitted = judge(rules, asked)
  if ('refused' in admitted) throw new Error(admitted.refused)
  const text = Buffer.from('{"action":"restart","action":"start","force":false,"timeout":30}')
  expect(judgeBody(rules, asked, admitted, text)).toEqual({ text: JSON.stringify(start) })
})

test('the request is written anew: the query in one form, and no header that is not named', () => {
  const asked = {
    method: 'POST',
    target: `${instance}/files?path=%2fsrv%2Fa%20b&${P}`,
    headers: {
      host: 'x',
      authorization: 'x',
      'x-incus-forwarded': '1',
      'if-match': 'ab',
      'x-incus-uid': '33',
      'transfer-encoding': 'chunked',
    },
    upgrade: false,
  }
  expect(judge(rulesFor('services', []), asked)).toMatchObject({
    target: `${instance}/files?path=%2Fsrv%2Fa+b&${P}`,
    headers: { 'if-match': 'ab', 'x-incus-uid': '33' },
    segments: [S],
  })
  expect(judge(rulesFor('services', []), { ...asked, headers: { 'x-incus-type': 'symlink' } })).toHaveProperty('refused')
  expect(judge(rulesFor('services', []), { ...asked, headers: { 'if-match': 'a\r\nx: y' } })).toHaveProperty('refused')
})

test('websockets are opened where they belong and nowhere else', () => {
  const socket = `GET /1.0/operations/${uuid}/websocket?secret=${'0a'.repeat(32)}`
  const events = 'GET /1.0/events?all-projects=true&type=lifecycle'
  expect(ask('services', socket, undefined, {}, true)).toBe(true)
  expect(ask('waker', events, undefined, {}, true)).toBe(true)
  expect(ask('services', socket)).toBeTypeOf('string')
  expect(ask('services', events, undefined, {}, true)).toBeTypeOf('string')
  expect(ask('waker', socket, undefined, {}, true)).toBeTypeOf('string')
  expect(ask('waker', 'GET /1.0/events?all-projects=true&type=lifecycle,logging', undefined, {}, true)).toBeTypeOf('string')
  expect(ask('services', `GET ${instance}?${P}`, undefined, {}, true)).toBeTypeOf('string')
})

test.each(Object.keys(eth0))('a card without %s is refused, whether new or changed', (key) => {
  const less = Object.fromEntries(Object.entries(eth0).filter(([name]) => name !== key))
  expect(ask('services', `POST /1.0/instances?${P}`, { ...made, devices: { root, eth0: less, data } })).not.toBe(true)
  expect(ask('services', `PATCH ${instance}?${P}`, { devices: { eth0: less } })).not.toBe(true)
})

test.each([
  ['the gate', { host_name: 'rvt0001', hwaddr: '02:88:0a:58:00:01' }],
  ['a neighbour of the gate', { host_name: 'rvt00c8', hwaddr: '02:88:0a:58:00:c8' }],
  ['another network', { hwaddr: '02:88:0a:57:0b:03' }],
  ['a card that the host does not know', { host_name: 'veth0102' }],
  ['the gate, by the name of its card', { host_name: 'rv-ten-gate' }],
  ['another service, by its card', { host_name: 'rvt0103' }],
  ['another service, by its hardware address', { hwaddr: '02:88:0a:58:01:03' }],
])('no card speaks as %s', (_, change) => {
  expect(ask('services', `POST /1.0/instances?${P}`, { ...made, devices: { root, eth0: { ...eth0, ...change }, data } })).not.toBe(true)
})

test('statistics only read, and each socket only its own', () => {
  for (const agent of ['stats', 'metrics'] as const)
    for (const rule of rulesFor(agent, [fingerprint])) expect(rule).toMatchObject({ method: 'GET' })
  expect(ask('metrics', 'GET /1.0/metrics?project=default')).toBeTypeOf('string')
  expect(ask('metrics', 'GET /1.0/resources')).toBeTypeOf('string')
  expect(ask('stats', 'GET /1.0/metrics')).toBeTypeOf('string')
  expect(ask('stats', `GET ${instance}?${P}`)).toBeTypeOf('string')
  for (const agent of ['tenancy', 'services', 'waker'] as const) expect(ask(agent, 'GET /1.0/metrics')).toBeTypeOf('string')
})

test('keys of licences are written into one folder of a VPS, and nothing else is', () => {
  const files = (method: string, path: string) => ask('licence', `${method} ${instance}/files?${P}&path=${encodeURIComponent(path)}`)
  for (const method of ['GET', 'POST', 'DELETE']) {
    expect(files(method, '/etc/reeve/licences/softy')).toBe(true)
    for (const path of ['/etc/passwd', '/etc/reeve/nginx.conf', '/etc/reeve/licences/../x', '/etc/reeve/licences/a/b', '/srv/www/x'])
      expect(files(method, path)).toBeTypeOf('string')
  }
  expect(files('POST', '/etc/reeve/licences')).toBe(true)
  expect(files('DELETE', '/etc/reeve/licences')).toBeTypeOf('string')
  expect(ask('licence', `GET ${instance}?${P}`)).toBe(true)
  for (const line of [`PUT ${instance}/state?${P}`, `POST ${instance}/exec?${P}`, `PATCH ${instance}?${P}`, `DELETE ${instance}?${P}`])
    expect(ask('licence', line, {})).toBeTypeOf('string')
  for (const agent of ['services', 'waker', 'tenancy', 'stats'] as const)
    expect(ask(agent, `DELETE ${instance}/files?${P}&path=/etc/reeve/licences/softy`)).toBeTypeOf('string')
})
