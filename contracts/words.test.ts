import { describe, expect, it } from 'vitest'
import { actionNames } from './actions.ts'
import { communityTerms } from './licence.ts'
import { wordsOf } from './words.ts'

const [tenant, service] = ['taaaaaaaaaaaa', 'saaaaaaaaaaaa']
const limits = { services: 3, cpus: 4, memoryMiB: 1024, diskMiB: 4096, processes: 512 }
const key = { authenticator: 'kaaaaaaaaaaaa', person: 'paaaaaaaaaaaa', personName: 'Anna', label: 'Laptop', tenant: null, tenantName: null }
const ofBackup = { backup: 'abcdef01', at: 0, repository: 'local' }
const inputs: Record<string, Record<string, unknown>> = {
  'tenant.apply': { tenant, generation: 1, name: 'acme', title: 'Acme', suspended: false, limits },
  'tenant.delete': { tenant, generation: 1, name: 'acme', title: 'Acme' },
  'tenant.handOver': {
    ...{ tenant, name: 'acme', title: 'Acme', from: 'paaaaaaaaaaaa', fromName: 'Anna', to: 'pbbbbbbbbbbbb', toName: 'Berta' },
    leaves: true,
  },
  'support.view': { tenant, name: 'acme', reason: 'ticket 4711: mail is slow', until: 1 },
  'service.apply': {
    ...{
      tenant,
      service,
      generation: 1,
      name: 'shop',
      kind: 'webserver',
      config: {},
      idle: { freezeAfterSeconds: 0, stopAfterSeconds: 0 },
    },
    resources: { cpus: 1, memoryMiB: 256, diskMiB: 1024, processes: 128 },
  },
  'service.delete': { tenant, service, generation: 1, name: 'shop', tenantName: 'acme', kind: 'webserver' },
  'service.logs': { tenant, service, lines: 10 },
  'service.visits': { tenant, service, after: 0 },
  'service.patch': { tenant, service, image: 'ab'.repeat(32), back: null, probeSeconds: 30 },
  'tenant.roots': { tenant },
  'patch.check': { kinds: ['webserver'] },
  'patch.schedule': { kind: 'webserver', schedule: null },
  'patch.build': { kind: 'webserver' },
  'patch.use': { kind: 'webserver', image: 'ab'.repeat(32) },
  'patch.drop': { image: 'ab'.repeat(32) },
  'patch.host': { packages: [{ name: 'openssl', version: '3.0.2' }] },
  'patch.restore': { packages: [{ name: 'openssl', version: '3.0.1' }] },
  'service.wake': { tenant, service },
  'service.sleep': { tenant, service, stop: true },
  'site.deploy': { tenant, service, upload: 'uaaaaaaaaaaaa', sha256: 'a'.repeat(64), bytes: 1, format: 'zip' },
  'site.rollback': { tenant, service },
  'files.list': { tenant, service, path: '' },
  'asks.collect': { tenant, service },
  'asks.answer': { tenant, service, ticket: 'abcDEF0123', verdict: 'granted', text: 'It has 512 MiB of memory.' },
  'reseller.limits': {
    person: 'paaaaaaaaaaaa',
    name: 'Rita',
    limits: { tenants: 3, services: 30, cpus: 8, memoryMiB: 4096, diskMiB: 20_480, processes: 4096 },
  },
  'service.snapshots': { tenant, service },
  'service.snapshot': { tenant, service, snapshot: 'asked-aaaaaaaaaaaa' },
  'service.revert': { tenant, service, snapshot: 'asked-aaaaaaaaaaaa', undo: 'asked-bbbbbbbbbbbb', halted: false },
  'service.restart': { tenant, service },
  'service.reload': { tenant, service },
  'service.processes': { tenant, service },
  'service.usage': { tenant, service },
  'files.read': { tenant, service, path: 'a' },
  'files.download': { tenant, service, path: '' },
  'files.write': { tenant, service, path: 'a', content: '' },
  'files.makeFolder': { tenant, service, path: 'a' },
  'files.move': { tenant, service, from: 'a', to: 'b' },
  'files.delete': { tenant, service, path: 'a' },
  'backup.run': { tenant, service, repository: 'local', days: 7, full: false },
  'backup.restore': { tenant, service, ...ofBackup, name: 'shop', tenantName: 'acme', kind: 'webserver', diskMiB: 1024 },
  'backup.revert': { tenant, service },
  'backup.restorePart': { tenant, service, ...ofBackup, part: { sort: 'path', path: 'htdocs' }, place: 'beside', diskMiB: 1024 },
  'backup.retire': { owner: tenant, source: service },
  'backup.remove': { tenant, tenantName: 'acme', source: service, name: 'shop' },
  'backup.ofTenant': { tenant },
  'backup.testRepository': { repository: 'elsewhere' },
  'backup.verify': { tenant, service, repository: 'local', full: true },
  'backup.drill': { tenant, service, ...ofBackup, diskMiB: 1024 },
  'backup.forget': { tenant, service, repository: 'local', keep: { last: 1, daily: 1, weekly: 1, monthly: 1 } },
  'backup.cancel': { tenant, service, action: '7d444840-9dc0-11d1-b245-5ffdce74fad2' },
  'backup.list': { tenant, service },
  'backup.browse': { tenant, service, ...ofBackup, path: '' },
  'backup.download': { tenant, service, ...ofBackup, path: '' },
  'backup.control': { repository: 'local', days: 7, keep: { last: 1, daily: 1, weekly: 1, monthly: 1 } },
  'backup.state': {},
  'backup.setRepository': { repository: 'local', spec: { sort: 'local' }, sealed: null },
  'backup.removeRepository': { repository: 'elsewhere' },
  'routes.apply': { tenant, generation: 1, suspended: false, services: [] },
  'certificate.put': { tenant, certificate: 'caaaaaaaaaaaa', names: ['www.acme.test'], chain: '', sealedKey: 'AA' },
  'certificate.delete': { tenant, certificate: 'caaaaaaaaaaaa' },
  'licence.install': { file: { licence: communityTerms, signature: 'A'.repeat(86) } },
  'licence.putBack': { number: 'L-1' },
  'pool.put': {
    ...{ licence: 'laaaaaaaaaaaa', name: 'softy', title: 'Softy', vendor: 'Soft', seats: 1 },
    expires: null,
    cost: null,
    sealedKey: null,
  },
  'pool.remove': { licence: 'laaaaaaaaaaaa', licenceName: 'softy' },
  'seat.give': { tenant, service, licence: 'laaaaaaaaaaaa', licenceName: 'softy', serviceName: 'shop', tenantName: 'acme' },
  'seat.takeBack': { tenant, service, licence: 'laaaaaaaaaaaa', licenceName: 'softy' },
  'firewall.apply': { generation: 1, guard: false, rules: [], plans: [], sets: [] },
  'firewall.set': { set: 'aaaaaaaaaaaaa', generation: 1, guard: false, name: 'bad-people', networks: ['192.0.2.0/24'] },
  'firewall.tenant': { tenant, generation: 1, guard: false, plan: 'naaaaaaaaaaaa', rules: [], sets: [] },
  'firewall.confirm': { tenant, set: null, generation: 1 },
  'firewall.log': { tenant },
  'host.firewall': { generation: 1, closed: true, rules: [] },
  'agent.restart': { agent: 'stats' },
  'host.confirm': { generation: 1 },
  'host.show': {},
  'administrator.add': { person: 'paaaaaaaaaaaa', email: 'anna@example.org', name: 'Anna' },
  'administrator.remove': { person: 'paaaaaaaaaaaa', email: 'anna@example.org', name: 'Anna' },
  'authenticator.enrol': { ...key, credential: 'AA', publicKey: 'AA', secret: null },
  'authenticator.revoke': key,
}

describe('an action in words', () => {
  it.each(actionNames)('%s has a title, a consequence and an object', (name) => {
    const words = wordsOf({ name, input: inputs[name] })
    expect(words.title).toMatch(/^[A-Z].*[^.]$/)
    expect(words.consequence).toMatch(/^[A-Za-z0-9].*\.$/)
    // The firewall's global rules, the licence, the vault and the machine are the installation's own.
    const whole = ['firewall.apply', 'licence.install', 'licence.putBack', 'patch.check']
    const vault = ['backup.control', 'backup.state', 'backup.setRepository', 'backup.testRepository', 'backup.removeRepository']
    if ([...whole, ...vault].includes(name) || name.startsWith('host.')) expect(words.object).toBeNull()
    else if (name.startsWith('patch.')) expect(words.object).toMatch(/^(host|(?:image|schedule):[a-z0-9-]+)$/)
    else if (name === 'agent.restart') expect(words.object).toBe('agent:stats')
    else expect(words.object).toMatch(/^[a-z][a-z2-7]{12}$/)
  })

  it('says what stays of a tenant, and who can read it', () => {
    expect(wordsOf({ name: 'tenant.delete', input: inputs['tenant.delete'] }).consequence).toBe(
      'acme (Acme) goes with all its services, their data and their routes. None of it can be brought back here. Backups of its services stay for 30 days, and only the printed recovery key opens them.',
    )
  })

  it('calls a service whose backup fills another one by name and id', () => {
    const input = { ...inputs['backup.restore'], source: 'saaaaaaaaaaab', sourceName: 'old' }
    expect(wordsOf({ name: 'backup.restore', input }).consequence).toContain('what another service (old, saaaaaaaaaaab) was on')
  })

  it('names what will be lost', () => {
    expect(wordsOf({ name: 'service.delete', input: inputs['service.delete'] })).toEqual({
      title: 'Delete the service shop of acme',
      consequence:
        'The webserver service acme/shop goes with all its data. Its backups are kept for 30 days; after that it cannot be brought back.',
      object: service,
    })
    const all = { ...(inputs['service.delete'] ?? {}), backups: 'remove' }
    expect(wordsOf({ name: 'service.delete', input: all }).consequence).toContain('all its data and all its backups')
  })

  it('says whose a key is, and for which tenant', () => {
    const input = { ...(inputs['authenticator.revoke'] ?? {}), tenant, tenantName: 'acme' }
    expect(wordsOf({ name: 'authenticator.revoke', input })).toMatchObject({
      title: 'Stop trusting the key Laptop of Anna',
      consequence: 'Anna approves nothing with it any more, for the tenant acme.',
    })
  })

  it('shows no address of an administrator whose address the keep does not know', () => {
    const input = { ...(inputs['administrator.remove'] ?? {}), email: null }
    expect(wordsOf({ name: 'administrator.remove', input }).consequence).toContain('Anna (enrolled on the terminal) can administer nothing')
  })

  it('has no words for what does not fit its schema', () => {
    expect(() => wordsOf({ name: 'service.wake', input: {} })).toThrow()
  })
})
