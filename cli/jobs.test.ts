import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openHouse } from './testing/house.ts'

const { reeve, document, approving, folder, close } = await openHouse()
afterAll(close)

test('a service is resized, set, set back and asked for more', async () => {
  await document('plan', 'create', 'Rated', '--network', '100', '--memory', '1024', '--ask-memory', '300')
  await document('tenant', 'create', 'hooli', '--plan', 'Rated')
  const made = await document('service', 'create', '--tenant', 'hooli', '--kind', 'webserver', '--name', 'www')
  expect(made.effective).toMatchObject({ networkMbps: 100, memoryMiB: 256 })
  const resized = await document('service', 'resize', 'hooli/www', '--memory', '512', '--network', '10', '--cpu-percent', '50')
  expect(resized.effective).toMatchObject({ networkMbps: 10, memoryMiB: 512, cpuPercent: 50 })
  expect((await document('service', 'resize', 'hooli/www', '--network', 'none')).effective.networkMbps).toBe(100)
  expect((await reeve('service', 'resize', 'hooli/www')).err).toMatch(/^bad_input|Say what is to be another/)
  expect(await document('service', 'usage', 'hooli/www')).toMatchObject({ limits: { memoryMiB: 512 }, power: 'stopped', heldBytes: null })
  expect(await document('plan', 'update', 'Rated', '--network', 'none', '--name', 'Free')).toMatchObject({
    name: 'Free',
    actions: expect.any(Array),
  })

  expect((await document('service', 'set', 'hooli/www', 'index=a.html', 'index=b.html')).config).toMatchObject({
    index: ['a.html', 'b.html'],
  })
  await document('service', 'undo', 'hooli/www', '--to', String((await document('service', 'history', 'hooli/www'))[1].id))
  expect((await document('service', 'set', 'hooli/www', 'php=false', 'maxBodyMiB=8')).config).toMatchObject({ php: false, maxBodyMiB: 8 })
  const history = await document('service', 'history', 'hooli/www')
  expect(history[0]).toMatchObject({ current: true, state: 'applied', personName: 'root' })
  expect(history[0].differences.map(({ name }: { name: string }) => name)).toEqual(['maxBodyMiB', 'php'])
  expect((await document('service', 'undo', 'hooli/www', '--to', String(history[1].id))).config).toEqual({})

  expect(await document('service', 'stop', 'hooli/www')).toMatchObject({ halted: true })
  expect((await reeve('service', 'wake', 'hooli/www')).err).toMatch(/^halted: This service is stopped/)
  expect(await document('service', 'start', 'hooli/www')).toMatchObject({ halted: false })
  await document('service', 'restart', 'hooli/www')
  await document('service', 'reload', 'hooli/www')
  expect((await document('service', 'processes', 'hooli/www')).processes).toMatchObject([{ name: 'nginx', up: true }, { name: 'php' }])

  await document('service', 'snapshot', 'hooli/www')
  const [snapshot] = await document('service', 'snapshots', 'hooli/www')
  await document('service', 'revert', 'hooli/www', '--to', snapshot.name)
  expect(await document('service', 'snapshots', 'hooli/www')).toHaveLength(2)

  const asked = await document('request', 'ask', 'hooli/www', '--memory', '2048', '--reason', 'A large import')
  expect(asked).toMatchObject({ state: 'granted', reason: 'A large import', before: { memoryMiB: 512 } })
  expect(await document('request', 'list', '--tenant', 'hooli')).toMatchObject([{ id: asked.id }])
  expect(await document('tenant', 'show', 'hooli')).toMatchObject({ extra: { memoryMiB: 1024 }, limits: { memoryMiB: 2048 } })
  await document('service', 'resize', 'hooli/www', '--memory', '512')
  expect((await reeve('tenant', 'update', 'hooli', '--no-extra', '--keep-extra')).status).toBe(2)
  expect((await reeve('tenant', 'update', 'hooli', '--no-extra')).err).toContain('goes: 1024 MiB of memory')
  expect(await document('tenant', 'show', 'hooli')).toMatchObject({ extra: null, limits: { memoryMiB: 1024 } })
  await document('plan', 'create', 'Larger')
  expect(await document('tenant', 'update', 'hooli', '--title', 'Hooli XYZ', '--plan', 'Larger')).toMatchObject({
    ...{ title: 'Hooli XYZ', planName: 'Larger', state: 'active' },
  })
  expect((await reeve('request', 'deny', asked.id)).err).toMatch(/^conflict: This request is answered already/)
  await document('tenant', 'delete', 'hooli', ...approving())
})

test('firewall: rules in their order, a set from a file, a dry run, and a change that wants a word', async () => {
  await document('tenant', 'create', 'walled')
  const file = join(folder, 'addresses')
  writeFileSync(file, '198.51.100.0/25\n198.51.100.128/25 # both halves\n')
  expect(await document('firewall', 'set', 'import', 'bad-people', file)).toMatchObject({ name: 'bad-people', count: 1, joined: 1 })
  writeFileSync(file, '198.51.100.0/24 # as before\n2001:db8::/32\n2001:db8:1::/48\n')
  const dry = ['firewall', 'set', 'import', 'bad-people', file, '--dry-run']
  expect(await document(...dry)).toMatchObject({ count: 2, added: ['2001:db8::/32'], addedCount: 1, removedCount: 0, overlapping: 1 })
  expect((await reeve(...dry)).err).toContain('line 3: 2001:db8:1::/48 overlaps line 2')
  expect((await document('firewall', 'set', 'show', 'bad-people')).networks).toEqual(['198.51.100.0/24'])
  writeFileSync(file, '192.0.2.1\nnobody\n')
  const refused = await reeve('firewall', 'set', 'import', 'bad-people', file)
  expect(refused).toMatchObject({ status: 1 })
  expect(refused.err).toContain('line 2: nobody')
  const deny = ['--verdict', 'deny', '--direction', 'in', '--protocol', 'tcp', '--port', '5432']
  const global = await document('firewall', 'rule', 'add', ...deny, '--set', 'bad-people', '--comment', 'known')
  expect(global).toMatchObject({ verdict: 'deny', remote: { kind: 'set' }, comment: 'known' })
  const limit = ['--verdict', 'limit', '--direction', 'in', '--rate', '10/minute', '--hours', 'mon,fri@22:00-02:00']
  expect(await document('firewall', 'rule', 'add', '--tenant', 'walled', ...limit)).toMatchObject({
    rate: { count: 10, per: 'minute' },
    hours: { days: [1, 5], from: 1320, to: 120 },
  })
  expect(await document('firewall', 'rule', 'disable', '1', '--tenant', 'walled')).toMatchObject({ enabled: false })
  const { layers } = await document('firewall', 'rule', 'list', '--tenant', 'walled')
  expect(layers.map(({ count }: { count: number }) => count)).toEqual([1, 0, 1])
  expect(await document('firewall', 'test', '198.51.100.9', '--port', '5432')).toMatchObject({
    verdict: 'deny',
    rule: { id: global.id, place: 1 },
  })
  expect(await document('firewall', 'test', '192.0.2.9', '--port', '5432')).toMatchObject({ verdict: 'allow', rule: null })
  const vital = ['firewall', 'rule', 'add', '--verdict', 'allow', '--direction', 'in', '--protocol', 'tcp', '--port', '443', '--keep']
  expect(await document(...vital)).toMatchObject({ verdict: 'allow' })
  await document('firewall', 'rule', 'move', '2', '--to', '1', '--keep')
  await document('firewall', 'rule', 'remove', '2')
  expect((await document('firewall', 'set', 'list'))[0]).toMatchObject({ rules: 0 })
  await document('firewall', 'set', 'remove', 'bad-people')
  expect(await document('firewall', 'log')).toMatchObject({ hits: [], lost: [] })
  expect((await reeve('firewall', 'confirm')).err).toContain('not_found')
  expect((await reeve('firewall', 'rule', 'add', '--verdict', 'limit', '--direction', 'in')).status).toBe(2)
})

test('patches: what is outdated, a run that is followed to its end, windows, and the machine with an approval', async () => {
  await document('tenant', 'create', 'patched')
  await document('service', 'create', '--tenant', 'patched', '--kind', 'webserver', '--name', 'www')
  const { kinds, host } = await document('patch', 'check')
  expect(host).toMatchObject({ updates: 2, security: 1 })
  expect(kinds.find(({ kind }: { kind: string }) => kind === 'webserver')).toMatchObject({ updates: 2, run: null })
  const report = await document('patch', 'run', 'webserver', '--first-tenant', 'patched', '--first', '0', '--wait', 'never')
  expect(report).toMatchObject({ state: 'done', counts: { back: 0, failed: 0 } })
  const own = report.targets.find(({ tenantName }: { tenantName: string }) => tenantName === 'patched')
  expect(own).toMatchObject({ serviceName: 'www', first: true, state: 'patched' })
  const told = (await reeve('patch', 'report', report.id)).out
  expect(told).toContain('patched/www')
  expect(told).toMatch(/services +\d+ of \d+ patched/)
  expect((await reeve('patch', 'pause', report.id)).err).toContain('This run is over.')
  const set = ['patch', 'windows', '--tenant', 'patched', '--set', 'mon-fri 22:00-04:00', '--zone', 'Europe/Berlin']
  expect(await document(...set)).toMatchObject({ own: true, windows: [{ days: [1, 2, 3, 4, 5], from: 1320, to: 240 }] })
  expect((await reeve('patch', 'windows', '--tenant', 'patched', '--clear')).out).toBe('Any time.\n')
  expect((await reeve('patch', 'windows', '--set', 'someday')).status).toBe(2)
  const planned = await document('patch', 'schedule', 'webserver', '--set', 'sat 02:00-05:00', '--zone', 'Europe/Berlin', '--wait', '1h')
  expect(planned.schedules).toMatchObject([{ state: 'active', setBy: 'root', schedule: { updates: 'security', waitMinutes: 60 } }])
  expect((await reeve('patch', 'schedule')).out).toMatch(/webserver +active +security +sat 02:00-05:00 Europe\/Berlin +\d{4}-/)
  expect((await document('patch', 'schedule', 'webserver', '--off')).schedules).toMatchObject([{ state: 'off', nextAt: null }])
  expect((await reeve('patch', 'schedule', '--off')).status).toBe(2)
  expect((await reeve('patch', 'run', 'webserver', '--at-once', '99')).status).toBe(2)
  expect((await reeve('patch', 'host')).err).toContain('approval_needed')
  expect(await document('patch', 'host', ...approving())).toMatchObject({ last: { outcome: 'installed' } })
  expect(await document('patch', 'host-restore', ...approving())).toMatchObject({ last: { outcome: 'installed' } })
})

test('host: the machine, and its own firewall by an approval and a word', async () => {
  expect(await document('host', 'status')).toMatchObject({ rebootNeeded: false, disks: [{ path: '/' }] })
  expect((await reeve('host', 'status')).out).toMatch(/free on \/ +20\.0 GiB of 40\.0 GiB/)
  const add = [
    'host',
    'firewall',
    'add',
    '--verdict',
    'allow',
    '--protocol',
    'tcp',
    '--network',
    '192.0.2.0/24',
    '--port',
    '9100',
    '--keep',
  ]
  expect((await reeve(...add)).err).toMatch(/^approval_needed: Set the rules of the machine's own firewall/m)
  const added = await document(...add, ...approving())
  expect(added).toMatchObject({ closed: false, rules: [{ networks: ['192.0.2.0/24'], ports: [{ from: 9100, to: 9100 }] }], waiting: null })
  expect(await document('host', 'firewall', 'close', '--keep', ...approving())).toMatchObject({ closed: true, generation: 2 })
  expect((await reeve('host', 'firewall', 'show')).out).toContain('What no rule is about is dropped.')
  expect(await document('host', 'firewall', 'remove', '1', '--keep', ...approving())).toMatchObject({ rules: [] })
  expect((await reeve('host', 'firewall', 'remove', '7')).err).toContain('not_found')
  expect((await reeve('host', 'firewall', 'confirm')).err).toContain('not_found')
  expect((await reeve('host', 'firewall', 'add', '--verdict', 'limit')).status).toBe(2)
})

test('agents: each with its state, one is restarted, and what the backend refused is listed', async () => {
  const agents = await document('agents')
  expect(agents).toHaveLength(12)
  expect(agents.find(({ name }: { name: string }) => name === 'vault')).toMatchObject({
    zone: 'vault',
    self: { since: expect.any(Number) },
  })
  expect(await document('agent', 'restart', 'stats')).toMatchObject({ agent: 'stats', changed: true })
  expect((await reeve('agents')).out).toMatch(/host +keep +up .*Restart the agent stats \(done/)
  expect((await reeve('agent', 'restart', 'machine')).status).toBe(2)
  expect((await reeve('audit', 'refused')).out).toBe('Nothing was refused.\n')
})

test('of a deleted service’s backup a new one is made when that is approved, and its domains are named as missing', async () => {
  await document('tenant', 'create', 'initech')
  await document('service', 'create', '--tenant', 'initech', '--kind', 'webserver', '--name', 'old')
  await document('backup', 'now', 'initech/old')
  await document('service', 'delete', 'initech/old', ...approving())
  const restore = ['backup', 'restore-left', 'initech', 'old', 'newest', '--name', 'again']
  expect((await reeve(...restore)).err).toMatch(/^approval_needed/)
  expect(await document('service', 'list', '--tenant', 'initech')).toMatchObject([{ name: 'again', state: 'awaiting_approval' }])
  const { out } = await reeve(...restore, ...approving())
  expect(out).toContain('Restored old as initech/again. Domains that old had are not on it: reeve domain add NAME --service initech/again')
  expect(await document('service', 'list', '--tenant', 'initech')).toMatchObject([{ name: 'again', state: 'active' }])
  await document('tenant', 'delete', 'initech', ...approving())
})
