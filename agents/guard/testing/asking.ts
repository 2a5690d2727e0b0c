/** What agents ask of the engine through the guard, for its tests: one service of one tenant, and how a request is judged. */
import type { EngineUser } from '../../../contracts/zones.ts'
import { rehearsalOf } from '../../core/rehearsal.ts'
import { judge, judgeBody } from '../judge.ts'
import { rulesFor } from '../rules.ts'

export const fingerprint = 'ab'.repeat(32)
export const P = 'project=reeve-taaaaaaaaaaaa'
export const S = 'saaaaaaaaaaaa'
export const instance = `/1.0/instances/${S}`
export const volumes = '/1.0/storage-pools/reeve-data/volumes/custom'
export const uuid = '01234567-89ab-cdef-0123-456789abcdef'

/** `true`, or why not. A body is given as a value, or as text. */
export function ask(agent: EngineUser, line: string, body?: unknown, headers: Record<string, string> = {}, upgrade = false): true | string {
  const rules = rulesFor(agent, [fingerprint])
  const [method = '', ...target] = line.split(' ')
  const asked = { method, target: target.join(' '), headers, upgrade }
  const admitted = judge(rules, asked)
  if ('refused' in admitted) return admitted.refused
  if (typeof admitted.rule.body !== 'function') return body === undefined ? true : 'a body'
  const judged = judgeBody(rules, asked, admitted, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? null)))
  return 'refused' in judged ? judged.refused : true
}

/** A copy of a volume under the name of the rehearsal of the service S. */
export const rehearsed = (name: string) => ({
  name: rehearsalOf(S),
  type: 'custom',
  content_type: 'filesystem',
  source: { type: 'copy', pool: 'reeve-data', name, project: 'reeve-taaaaaaaaaaaa', volume_only: true },
})
export const root = { type: 'disk', path: '/', pool: 'reeve-roots' }
export const eth0 = {
  type: 'nic',
  name: 'eth0',
  network: 'rv-ten',
  hwaddr: '02:88:0a:58:01:02',
  host_name: 'rvt0102',
  'security.port_isolation': 'true',
}
export const data = { type: 'disk', pool: 'reeve-data', source: S, path: '/srv' }
export const made = {
  name: S,
  description: '',
  type: 'container',
  profiles: ['default'],
  source: { type: 'image', alias: 'reeve-kind-webserver' },
  config: {
    'limits.memory': '256MiB',
    'security.idmap.isolated': 'true',
    'user.reeve.kind': 'webserver',
    'environment.REEVE_ADDRESS': '10.88.1.2/16',
  },
  devices: { root, eth0, data },
  start: true,
}
export const project = {
  description: 'Acme',
  config: {
    restricted: 'true',
    'features.images': 'false',
    'features.networks': 'false',
    'features.profiles': 'true',
    'features.storage.volumes': 'true',
    'restricted.networks.access': 'rv-ten',
    'restricted.containers.privilege': 'isolated',
    'limits.memory': '512MiB',
    'user.reeve.name': 'acme',
  },
}
export const run = {
  command: ['ls', '--', '/srv'],
  user: 1000,
  group: 1000,
  cwd: '/',
  environment: { LANG: 'C' },
  interactive: false,
  'wait-for-websocket': true,
}
export const start = { action: 'start', force: false, timeout: 30 }

export const copyOf = (name: string, from: string, project: string) => ({
  ...{ name, type: 'custom', content_type: 'filesystem' },
  source: { type: 'copy', pool: 'reeve-data', name: from, project, volume_only: true },
})
export const T = 'reeve-taaaaaaaaaaaa'
export const other = 'sbbbbbbbbbbbb'
export const shown = { type: 'disk', pool: 'reeve-data', source: `backup-${S}`, path: `/mnt/${S}`, readonly: 'true' }
export const filled = { type: 'disk', pool: 'reeve-data', source: `restore-${S}`, path: `/restore/mnt/${S}` }
export const trial = { ...made, config: { 'security.idmap.isolated': 'true', 'limits.memory': '256MiB' }, devices: { data } }
