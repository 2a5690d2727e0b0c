import { describe, expect, it } from 'vitest'
import { actionNames } from './actions.ts'
import { wordsOf } from './words.ts'

const [tenant, service] = ['taaaaaaaaaaaa', 'saaaaaaaaaaaa']
const limits = { services: 3, cpus: 4, memoryMiB: 1024, diskMiB: 4096, processes: 512 }
const key = { authenticator: 'kaaaaaaaaaaaa', person: 'paaaaaaaaaaaa', personName: 'Anna', label: 'Laptop', tenant: null, tenantName: null }
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
  'routes.apply': { tenant, generation: 1, suspended: false, services: [] },
  'certificate.put': { tenant, certificate: 'caaaaaaaaaaaa', names: ['www.acme.test'], chain: '', sealedKey: 'AA' },
  'certificate.delete': { tenant, certificate: 'caaaaaaaaaaaa' },
  'firewall.apply': { generation: 1, guard: false, rules: [], plans: [], sets: [] },
  'firewall.set': { set: 'aaaaaaaaaaaaa', generation: 1, guard: false, name: 'bad-people', networks: ['192.0.2.0/24'] },
  'firewall.tenant': { tenant, generation: 1, guard: false, plan: 'naaaaaaaaaaaa', rules: [], sets: [] },
  'firewall.confirm': { tenant, set: null, generation: 1 },
  'firewall.log': { tenant },
  'administrator.add': { person: 'paaaaaaaaaaaa', email: 'anna@example.org', name: 'Anna' },
  'administrator.remove': { person: 'paaaaaaaaaaaa', email: 'anna@example.org', name: 'Anna' },
  'authenticator.enrol': { ...key, credential: 'AA', publicKey: 'AA', secret: null },
  'authenticator.revoke': key,
}

describe('an action in words', () => {
  it.each(actionNames)('%s has a title, a consequence and an object', (name) => {
    const words = wordsOf({ name, input: inputs[name] })
    expect(words.title).toMatch(/^[A-Z].*[^.]$/)
    expect(words.consequence).toMatch(/^[A-Za-z].*\.$/)
    // The firewall's global rules are the installation's own.
    if (name === 'firewall.apply') expect(words.object).toBeNull()
    else expect(words.object).toMatch(/^[a-z][a-z2-7]{12}$/)
  })

  it('names what will be lost', () => {
    expect(wordsOf({ name: 'service.delete', input: inputs['service.delete'] })).toEqual({
      title: 'Delete the service shop of acme',
      consequence: 'The webserver service acme/shop goes with all its data. It cannot be brought back.',
      object: service,
    })
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
