import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import { ensureUnpacked } from '../../scripts/image/unpacking.mjs'
import { restartDaemon, signalDaemon } from './support/daemon.ts'
import { outcomeOf } from './support/deploy.ts'
import { engine, inside, processOf } from './support/engine.ts'
import { api, powerOf } from './support/gate.ts'
import { get, until } from './support/http.ts'
import { reeve, removeTenant, site, tryReeve } from './support/site.ts'

const run = promisify(execFile)
const name = 'faults'
const host = 'www.faults.test'
let made: Awaited<ReturnType<typeof site>>
let folder: string

interface Zone {
  zone: string
  state: string
  detail: string
}

beforeEach(() => answers(200))

beforeAll(async () => {
  made = await site(name, [host])
  folder = mkdtempSync(join(tmpdir(), 'reeve-faults-'))
  writeFileSync(join(folder, 'index.html'), 'here')
  writeFileSync(join(folder, 'film.bin'), randomBytes(5_000_000))
  await deploy()
  await answers(200)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await removeTenant(name)
})

const deploy = () => reeve('site', 'deploy', '--service', `${name}/www`, folder)

async function answers(status: number, seconds = 60): Promise<void> {
  const seen = await until(
    `the site answers ${status}`,
    () => get(host),
    (answer) => answer.status === status,
    seconds,
  )
  expect(seen.status).toBe(status)
}

const names = async (path: string) => (await engine<{ name: string }[]>(path)).map((one) => one.name)
const zone = async (wanted: string) => (await reeve<{ zones: Zone[] }>('status')).zones.find((one) => one.zone === wanted)
const createSsh = (service: string, ...more: string[]) =>
  tryReeve('service', 'create', '--tenant', name, '--kind', 'ssh', '--name', service, '--json', ...more)

describe('the engine', () => {
  test('killed in the middle of a creation: running sites go on, and the creation ends once it is back', { timeout: 300_000 }, async () => {
    const before = await Promise.all(['keep', 'gate'].map((zone) => processOf(zone)))
    const asked = (await api.actions.list.query({ limit: 1 })).total
    const creating = createSsh('shell')
    await until(
      'the creation is under way',
      async () => (await api.actions.list.query({ limit: 1 })).total,
      (total) => total > asked,
    )
    signalDaemon('SIGKILL')
    expect((await get(host)).status).toBe(200)
    await restartDaemon()
    expect(await Promise.all(['keep', 'gate'].map((zone) => processOf(zone)))).toEqual(before)
    expect(await creating).toMatchObject({ status: 0 })
    const services = await reeve<{ id: string; name: string }[]>('service', 'list', '--tenant', name)
    expect(services.map((service) => service.name).sort()).toEqual(['shell', 'www'])
    const ids = services.map((service) => service.id).sort()
    expect((await names(`/1.0/instances?project=${projectOf(made.tenant)}&recursion=1`)).sort()).toEqual(ids)
    // The waker hears the new daemon's events: what is woken and stopped now is seen.
    await reeve('service', 'sleep', `${name}/www`, '--stop')
    await answers(200)
  })

  test('hung: the panel says so, nothing is lost, and what was asked meanwhile is done afterwards', { timeout: 300_000 }, async () => {
    signalDaemon('SIGSTOP')
    let asked: ReturnType<typeof createSsh>
    try {
      asked = createSsh('patient')
      expect((await get(host)).status).toBe(200)
      const [action] = await until(
        'the creation waits',
        () => reeve<{ name: string; state: string }[]>('action', 'list', '--state', 'running'),
        (list) => list.some((one) => one.name === 'service.apply'),
        60,
      )
      expect(action).toBeDefined()
    } finally {
      signalDaemon('SIGCONT')
    }
    expect(await asked).toMatchObject({ status: 0 })
  })
})

/** Takes the space of a pool until less than a file of the site is left. Gives the folder to remove again. */
async function fill(pool: string): Promise<string> {
  const ballast = mkdtempSync(join(pool, 'ballast-'))
  const { bavail, bsize } = statfsSync(pool)
  let count = 0
  for (let size = bavail * bsize; size > 1_000_000; ) {
    const taken = await run('fallocate', ['-l', String(Math.floor(size)), join(ballast, String(count++))]).catch(() => undefined)
    if (taken === undefined) size /= 2
  }
  return ballast
}

describe('storage and images', () => {
  test('a full data pool: writing is refused with a clear error, suspending and deleting still work, and it recovers', async () => {
    const ballast = await fill('/var/lib/incus/storage-pools/reeve-data')
    try {
      const refused = await tryReeve('site', 'deploy', '--service', `${name}/www`, folder, '--json')
      expect(refused.status).toBe(1)
      expect(refused.stderr).toContain('storage_full')
      expect((await get(host)).body).toBe('here')
      await reeve('tenant', 'suspend', name)
      await answers(503)
      await reeve('tenant', 'resume', name)
    } finally {
      rmSync(ballast, { recursive: true })
    }
    await answers(200)
    writeFileSync(join(folder, 'index.html'), 'again')
    await deploy()
    expect((await get(host)).body).toBe('again')
  })

  test('an image that the engine unpacked by half is named; `up` has it unpacked again, and then it is used', {
    timeout: 120_000,
  }, async () => {
    const { target } = await engine<{ target: string }>('/1.0/images/aliases/reeve-kind-ssh')
    expect(await ensureUnpacked(target)).toBe(false)
    // As an engine leaves it that is killed in the middle: known to its database, not closed, not whole.
    const volume = `/var/lib/incus/storage-pools/reeve-roots/images/${target}`
    await run('btrfs', ['property', 'set', '-ts', volume, 'ro', 'false'])
    rmSync(join(volume, 'rootfs'), { recursive: true })
    try {
      const refused = await createSsh('halved')
      expect(refused.status).toBe(1)
      expect(refused.stderr).toContain('image_missing')
      expect(refused.stderr).toContain('npm run up')
    } finally {
      expect(await ensureUnpacked(target)).toBe(true)
    }
    expect(await ensureUnpacked(target)).toBe(false)
    const failed = await api.actions.list.query({ tenant: made.tenant, state: 'failed' })
    const mine = failed.items.find(({ error }) => error?.code === 'image_missing')
    const { action } = await api.actions.retry.mutate({ action: mine?.id ?? '' })
    expect(await outcomeOf(action)).toBe('done')
    expect(await reeve('service', 'show', `${name}/halved`)).toMatchObject({ state: 'active' })
  })

  test('a missing image is named, with what to do; made again, the same creation can be tried again', async () => {
    const { target } = await engine<{ target: string }>('/1.0/images/aliases/reeve-kind-postgresql')
    await engine('/1.0/images/aliases/reeve-kind-postgresql', 'DELETE')
    const create = () =>
      tryReeve(
        'service',
        'create',
        '--tenant',
        name,
        '--kind',
        'postgresql',
        '--name',
        'data',
        '--set',
        'databases=["faults_shop"]',
        '--json',
      )
    try {
      const refused = await create()
      expect(refused.status).toBe(1)
      expect(refused.stderr).toContain('image_missing')
      expect(refused.stderr).toContain('npm run up')
    } finally {
      await engine('/1.0/images/aliases', 'POST', { name: 'reeve-kind-postgresql', target })
    }
    const failed = await api.actions.list.query({ tenant: made.tenant, state: 'failed' })
    const mine = failed.items.find(({ error }) => error?.code === 'image_missing')
    const { action } = await api.actions.retry.mutate({ action: mine?.id ?? '' })
    expect(await outcomeOf(action)).toBe('done')
    expect(await reeve('service', 'show', `${name}/data`)).toMatchObject({ state: 'active' })
  })
})

describe('parts of Reeve', () => {
  test('a VPS whose server does not answer: an honest page, no loop, and back when it answers again', { timeout: 300_000 }, async () => {
    const project = projectOf(made.tenant)
    await answers(200)
    const down = '/etc/s6/services/nginx/down'
    expect(await inside(made.service, ['touch', down], { project })).toMatchObject({ status: 0 })
    try {
      await reeve('service', 'sleep', `${name}/www`, '--stop')
      const page = await get(host, '/', 90_000)
      expect(page.status).toBe(503)
      expect(page.body).toContain('could not be started')
      expect(Number(page.headers['retry-after'])).toBeGreaterThan(0)
      // The next visitor is told at once, and nothing is started for them.
      expect((await get(host, '/', 5000)).status).toBe(503)
    } finally {
      await reeve('service', 'sleep', `${name}/www`, '--stop')
      await engine(`/1.0/instances/${made.service}/files?project=${project}&path=${encodeURIComponent(down)}`, 'DELETE')
    }
    await reeve('service', 'wake', `${name}/www`)
    await answers(200)
  })

  test('a dead agent is named, what it owes waits, and is done when it is back', async () => {
    const control = (how: '-d' | '-u') => inside('keep', ['s6-svc', how, '/etc/s6/services/services'])
    await control('-d')
    let asked: ReturnType<typeof createSsh>
    try {
      const keep = await until(
        'the status names the agent',
        () => zone('keep'),
        (seen) => seen?.state !== 'up' && seen?.detail.includes('services') === true,
        60,
      )
      expect(keep?.detail).toContain('services')
      asked = createSsh('later')
      // Waking and answering need no services agent.
      await reeve('service', 'sleep', `${name}/www`, '--stop')
      await answers(200)
    } finally {
      await control('-u')
    }
    expect(await asked).toMatchObject({ status: 0 })
    const back = await until(
      'the status is good again',
      () => zone('keep'),
      (seen) => seen?.state === 'up',
      60,
    )
    expect(back?.state).toBe('up')
  })

  test('a person restarts a single agent, also one that hangs, and the others go on', async () => {
    const agents = async () =>
      new Map((await reeve<{ name: string; self: { since: number } | null }[]>('agents')).map(({ name, self }) => [name, self]))
    const before = await agents()
    expect([...before.values()]).not.toContain(null)
    expect(await reeve('agent', 'restart', 'tenancy')).toMatchObject({ changed: true })
    await until('it is another process', agents, (seen) => (seen.get('tenancy')?.since ?? 0) > (before.get('tenancy')?.since ?? 0), 15)
    // Whoever asks again at once does not keep it from its work.
    expect(await reeve('agent', 'restart', 'tenancy')).toMatchObject({ changed: false })
    expect(await inside('keep', ['s6-svc', '-p', '/etc/s6/services/licence'])).toMatchObject({ status: 0 })
    await until('one that hangs is told apart', agents, (seen) => seen.get('licence') === null, 15)
    expect(await reeve('agent', 'restart', 'licence')).toMatchObject({ changed: true })
    const after = await until('all answer', agents, (seen) => ![...seen.values()].includes(null), 15)
    for (const other of ['services', 'waker', 'gate', 'stats', 'host', 'patch', 'backup', 'applier', 'vault', 'machine'])
      expect(after.get(other), other).toEqual(before.get(other))
    const [newest] = await reeve<{ name: string; kind: string }[]>('audit', 'list', '--action', 'agent.restart', '--limit', '1')
    expect(newest).toMatchObject({ name: 'agent.restart', kind: 'done' })
  })

  test('a dead gate is named; started again it serves from its own files and wakes what sleeps', async () => {
    await reeve('service', 'sleep', `${name}/www`, '--stop')
    await engine('/1.0/instances/gate/state?project=reeve', 'PUT', { action: 'stop', force: true, timeout: -1 })
    try {
      await expect(get(host, '/', 3000)).rejects.toThrow()
      const gate = await until(
        'the status names the gate',
        () => zone('gate'),
        (seen) => seen?.state !== 'up',
        60,
      )
      expect(gate?.state).not.toBe('up')
    } finally {
      await engine('/1.0/instances/gate/state?project=reeve', 'PUT', { action: 'start', timeout: 60 })
    }
    await answers(200)
    expect(await powerOf(made.tenant, made.service)).toBe('running')
  })
})
