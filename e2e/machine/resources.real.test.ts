import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import type { ServiceView } from '../../contracts/views.ts'
import { engine, inside, processOf } from './support/engine.ts'
import { get, until } from './support/http.ts'
import { marker, reeve, removeTenant, site, tryReeve } from './support/site.ts'

const name = 'resources'
const plan = `${marker}: resources`
const host = 'www.resources.test'
const www = `${name}/www`
let service: string
let project: string
let folder: string

interface Named {
  id: string
  name: string
}

async function removeAll(): Promise<void> {
  await removeTenant(name)
  for (const found of await reeve<Named[]>('plan', 'list')) if (found.name === plan) await reeve('plan', 'delete', found.id)
}

beforeAll(async () => {
  await removeAll()
  await reeve('plan', 'create', plan, '--memory', '2048', '--ask-memory', '512')
  const tenant = await reeve<Named>('tenant', 'create', name, '--title', marker, '--plan', plan)
  service = (await reeve<Named>('service', 'create', '--tenant', name, '--kind', 'webserver', '--name', 'www', '--domain', host)).id
  project = projectOf(tenant.id)
  folder = mkdtempSync(join(tmpdir(), 'reeve-resources-'))
  writeFileSync(join(folder, 'index.html'), 'here')
  writeFileSync(join(folder, 'film.bin'), randomBytes(4_000_000))
  await reeve('site', 'deploy', '--service', www, folder)
  await answers()
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await removeAll()
})

const answers = () =>
  until(
    'the site answers',
    () => get(host),
    ({ status }) => status === 200,
  )
const show = () => reeve<ServiceView>('service', 'show', www)
const resize = (...options: string[]) => reeve<ServiceView>('service', 'resize', www, ...options)
/** As programs in the VPS see it. */
const memoryInside = async () =>
  Number(/^MemTotal:\s+(\d+) kB/m.exec((await inside(service, ['cat', '/proc/meminfo'], { project })).stdout)?.[1]) / 1024

/**
 * Visits one after another until the work is over. Answers how many there were and which went wrong. Each is a new connection, with a pause after it: from
 * one address the gate takes 2,000 a second, and without pauses a quick machine comes to more.
 */
async function visitedDuring(work: () => Promise<unknown>): Promise<{ visits: number; wrong: string[] }> {
  let over = false
  let visits = 0
  const wrong: string[] = []
  const visitor = async () => {
    while (!over) {
      visits += 1
      const seen = await get(host).catch((error: Error) => ({ status: 0, body: error.message }))
      if (seen.status !== 200 || seen.body !== 'here') wrong.push(`${seen.status} ${seen.body.slice(0, 100)}`)
      await pause(5)
    }
  }
  const visitors = [visitor(), visitor()]
  await work().finally(() => {
    over = true
  })
  await Promise.all(visitors)
  return { visits, wrong }
}

describe('more and less of everything', () => {
  test('while it runs: not one visitor notices, and the VPS is never restarted', async () => {
    const before = await processOf(service, project)
    const { visits, wrong } = await visitedDuring(async () => {
      await resize('--memory', '512', '--cpus', '2', '--processes', '200', '--disk', '2048', '--cpu-percent', '80')
      expect(await memoryInside()).toBeCloseTo(512, -1)
      await resize('--memory', '300', '--cpus', '1', '--processes', '150', '--disk', '1500', '--cpu-percent', 'none')
      expect(await memoryInside()).toBeCloseTo(300, -1)
    })
    expect(wrong).toEqual([])
    expect(visits).toBeGreaterThan(10)
    expect(await processOf(service, project)).toBe(before)
    const { config } = await engine<{ config: Record<string, string> }>(`/1.0/instances/${service}?project=${project}`)
    expect(config).toMatchObject({ 'limits.memory': '300MiB', 'limits.cpu': '1', 'limits.processes': '150' })
  })

  test('less memory than is held is refused with what holds it, and nothing is changed', async () => {
    // Ends by itself.
    const holder = inside(service, ['sh', '-c', '(head -c 120000000 /dev/zero; sleep 20) | tail >/dev/null'], { project })
    const held = () => reeve<{ heldBytes: number | null }>('service', 'usage', www)
    await until('the memory is held', held, ({ heldBytes }) => (heldBytes ?? 0) > 110_000_000, 15)
    const refused = await tryReeve('service', 'resize', www, '--memory', '100')
    expect(refused.status).toBe(1)
    expect(refused.stderr).toMatch(/^conflict: The service holds \d+ MiB of memory \(tail \d+ MiB/)
    expect(await memoryInside()).toBeCloseTo(300, -1)
    const view = await until('it is as it was', show, ({ state }) => state === 'active')
    expect(view.resources.memoryMiB).toBe(300)
    await holder
  })

  test('a rate holds, or the machine says that it cannot', async () => {
    const { notes } = await resize('--network', '8', '--io', '20')
    const limited = !notes.some((note) => note.includes('network'))
    const begun = performance.now()
    expect((await get(host, '/film.bin', 60_000)).status).toBe(200)
    // 4 MB at 8 Mbit/s are 4 s.
    if (limited) expect(performance.now() - begun).toBeGreaterThan(2500)
    else expect(notes.join()).toContain('All other limits hold')
    await resize('--network', 'none', '--io', 'none')
    await reeve('service', 'sleep', www, '--stop')
    await answers()
  })
})

describe('its limits', () => {
  const neighbour = 'resources-next'
  const nextHost = 'www.resources-next.test'
  const within = (...argv: string[]) => inside(service, argv, { project })
  /** Drives it to a limit: nobody next door notices, it is the same VPS, and it answers again. */
  async function driven(work: () => Promise<void>): Promise<void> {
    const before = await processOf(service, project)
    let over = false
    const wrong: number[] = []
    const visitor = async () => {
      while (!over) {
        const { status } = await get(nextHost).catch(() => ({ status: 0 }))
        if (status !== 200) wrong.push(status)
      }
    }
    const visiting = visitor()
    await work().finally(() => {
      over = true
    })
    await visiting
    expect(wrong).toEqual([])
    expect(await processOf(service, project)).toBe(before)
    await answers()
  }

  beforeAll(async () => {
    await site(neighbour, [nextHost])
    await resize('--memory', '256', '--cpus', '1', '--processes', '120', '--disk', '1500')
    await answers()
    await until(
      'the neighbour answers',
      () => get(nextHost),
      ({ status }) => status === 200,
    )
  })
  afterAll(() => removeTenant(neighbour))

  test('inside, it has the processors of its plan', async () => {
    // The engine spreads processors by itself, a moment after it was told.
    const processors = async () => (await within('nproc')).stdout.trim()
    await until('one processor', processors, (seen) => seen === '1', 15)
    if (cpus().length < 2) return
    await resize('--cpus', '2')
    await until('two processors', processors, (seen) => seen === '2', 15)
    await resize('--cpus', '1')
  })

  test('more than its disk is refused at the write', async () => {
    expect((await within('fallocate', '-l', '100M', '/srv/fits')).status).toBe(0)
    expect((await within('fallocate', '-l', '3G', '/srv/too-large')).stderr).toContain('Disk quota exceeded')
    await within('rm', '-f', '/srv/fits', '/srv/too-large')
  })

  test('more than its memory ends the program that wants it, and nothing else', () =>
    driven(async () => {
      const swap = readFileSync('/proc/swaps', 'utf8').trim().split('\n').length > 1
      // Where the machine has swap, memory beyond the limit goes there.
      expect((await within('sh', '-c', 'head -c 600000000 /dev/zero | tail >/dev/null')).status).toBe(swap ? 0 : 137)
    }))

  test('more than its number of processes cannot be started', () =>
    driven(async () => {
      const flood = 'i=0; while [ $i -lt 300 ]; do sleep 3 & i=$((i + 1)); done'
      const flooded = await within('sh', '-c', flood)
      expect(flooded.status).not.toBe(0)
      expect(flooded.stderr).toMatch(/fork/i)
    }))

  test('more than its tenant may have is refused by the engine itself, while it runs', async () => {
    await answers()
    const before = await processOf(service, project)
    const more = engine(`/1.0/instances/${service}?project=${project}`, 'PATCH', { config: { 'limits.memory': '4096MiB' } })
    await expect(more).rejects.toThrow(/maximum aggregate value/)
    await until('it has the memory of before', memoryInside, (seen) => Math.abs(seen - 256) < 5)
    expect(await processOf(service, project)).toBe(before)
    expect((await get(host)).status).toBe(200)
  })
})

describe('its processes', () => {
  test('stopped for good it wakes for nobody; started it answers', async () => {
    await reeve('service', 'stop', www)
    const stopped = await until(
      'the gate says that it is stopped',
      () => get(host),
      ({ status, body }) => status === 503 && body.includes('This site is stopped'),
    )
    expect(stopped.headers['retry-after']).toBe('3600')
    expect(await processOf(service, project)).toBeLessThanOrEqual(0)
    expect((await tryReeve('service', 'wake', www)).stderr).toMatch(/^halted: /)
    await reeve('service', 'start', www)
    expect((await get(host)).status).toBe(200)
  })

  test('restarted they are others, reloaded they are not, and reloading breaks nothing off', async () => {
    const pids = async () =>
      (await reeve<{ processes: { pid: number | null }[] }>('service', 'processes', www)).processes.map(({ pid }) => pid)
    const before = await pids()
    await reeve('service', 'restart', www)
    const after = await pids()
    expect(after.every((pid, index) => pid !== null && pid !== before[index])).toBe(true)
    await answers()
    const { wrong } = await visitedDuring(() => reeve('service', 'reload', www))
    expect(wrong).toEqual([])
    expect((await pids())[0]).toBe(after[0])
  })
})

describe('its settings', () => {
  test('what its own check refuses changes nothing: the site answers the whole time, and the words of nginx are told', async () => {
    await inside(service, ['sh', '-c', 'cp /etc/nginx/mime.types /srv/mime.types && echo nonsense >>/etc/nginx/mime.types'], { project })
    try {
      const { wrong } = await visitedDuring(async () => {
        const refused = await tryReeve('service', 'set', www, 'maxBodyMiB=7')
        expect(refused.status).toBe(1)
        expect(refused.stderr).toMatch(/check refused the configuration: .*\[emerg\]/)
      })
      expect(wrong).toEqual([])
    } finally {
      await inside(service, ['mv', '/srv/mime.types', '/etc/nginx/mime.types'], { project })
    }
    await until('the settings before are in use', show, ({ state }) => state === 'active')
    expect((await show()).config).not.toHaveProperty('maxBodyMiB')
    const [newest] = await reeve<{ state: string; error: { message: string } }[]>('service', 'history', www)
    expect(newest).toMatchObject({ state: 'refused', error: { message: expect.stringContaining('[emerg]') } })
  })

  test('one can go back to what was before', async () => {
    const limitIn = async () =>
      (await inside(service, ['grep', '-o', 'client_max_body_size [0-9]*m', '/etc/reeve/nginx.conf'], { project })).stdout.trim()
    await reeve('service', 'set', www, 'maxBodyMiB=9')
    expect(await limitIn()).toBe('client_max_body_size 9m')
    const history = await reeve<{ id: number; state: string }[]>('service', 'history', www)
    const before = history.slice(1).find(({ state }) => state === 'applied')
    await reeve('service', 'undo', www, '--to', String(before?.id))
    expect(await limitIn()).toBe('client_max_body_size 64m')
  })
})

describe('tried on a copy first', () => {
  /** Everything in the tenant's project whose name is that of a service: VPSs and volumes, no snapshots. */
  const present = async (path: string) =>
    (await engine<string[]>(`${path}?project=${project}`)).join('\n').match(/(?<=\/)s[a-z2-7]{12}$|(?<=\/)s[a-z2-7]{12}(?=\?.*$)/gm) ?? []
  const copied = ['/1.0/instances', '/1.0/storage-pools/reeve-data/volumes/custom']
  /** A file in the place of nginx's own folder: the running one has what it needs, whoever starts with this data does not start. */
  const spoil = () => inside(service, ['sh', '-c', 'mv /srv/nginx /srv/nginx.good && touch /srv/nginx'], { project })
  const mend = () => inside(service, ['sh', '-c', 'rm /srv/nginx && mv /srv/nginx.good /srv/nginx'], { project })
  const left = async () => (await Promise.all(copied.map(present))).flat().filter((found) => found !== service)

  test('a change that works is made, and no visitor notices', async () => {
    const { wrong } = await visitedDuring(() => reeve('service', 'set', www, 'maxBodyMiB=11', '--rehearse'))
    expect(wrong).toEqual([])
    expect((await show()).config).toMatchObject({ maxBodyMiB: 11 })
    expect(await left()).toEqual([])
  })

  test('what fails on the copy changes nothing: the site answers the whole time, the words of nginx are told, no copy is left', async () => {
    await spoil()
    try {
      const { wrong, visits } = await visitedDuring(async () => {
        const refused = await tryReeve('service', 'set', www, 'maxBodyMiB=12', '--rehearse')
        expect(refused.status).toBe(1)
        expect(refused.stderr).toMatch(/The rehearsal failed, nothing was changed\. .*\[emerg\].*\/srv\/nginx/)
      })
      expect(wrong).toEqual([])
      expect(visits).toBeGreaterThan(10)
    } finally {
      await mend()
    }
    const view = await until('the settings before are in use', show, ({ state }) => state === 'active')
    expect(view.config).toMatchObject({ maxBodyMiB: 11 })
    expect(await left()).toEqual([])
  })

  test('data of a snapshot that does not work is not put back', async () => {
    await spoil()
    await reeve('service', 'snapshot', www)
    await mend()
    const [kept] = await reeve<{ name: string }[]>('service', 'snapshots', www)
    const { wrong } = await visitedDuring(async () => {
      const refused = await tryReeve('service', 'revert', www, '--to', String(kept?.name), '--rehearse')
      expect(refused.stderr).toContain('The rehearsal failed, nothing was changed.')
    })
    expect(wrong).toEqual([])
    expect(await left()).toEqual([])
  })
})

describe('its data', () => {
  test('kept before something risky, lost, and put back: visitors see it again, and the state in between stays', async () => {
    await reeve('service', 'snapshot', www)
    const [kept] = await reeve<{ name: string }[]>('service', 'snapshots', www)
    await inside(service, ['sh', '-c', 'rm -f /srv/www/htdocs/index.html'], { project, user: 1000 })
    expect((await get(host)).status).not.toBe(200)
    await reeve('service', 'revert', www, '--to', String(kept?.name))
    expect(await get(host)).toMatchObject({ status: 200, body: 'here' })
    expect(await reeve<object[]>('service', 'snapshots', www)).toHaveLength(3)
  })
})

describe('asking from inside', () => {
  const ask = (...words: string[]) => inside(service, ['reeve-ask', ...words], { project, user: 1000 })

  test('its own user gets what the plan gives on request, while it runs', async () => {
    await resize('--memory', '256')
    await answers()
    const asked = await ask('memory', '+64', 'an', 'import')
    expect(asked).toMatchObject({ status: 0, stdout: 'granted: It has 320 MiB of memory.\n' })
    expect(await memoryInside()).toBeCloseTo(320, -1)
    const [request] = await reeve<object[]>('request', 'list', '--tenant', name)
    expect(request).toMatchObject({ state: 'granted', personName: null, reason: 'an import' })
    const entries = await reeve<{ kind: string; name: string }[]>('audit', 'list', '--tenant', name, '--limit', '20')
    const done = entries.filter(({ kind }) => kind === 'done').map((entry) => entry.name)
    expect(done).toEqual(expect.arrayContaining(['asks.collect', 'service.apply', 'asks.answer']))
  })

  test('beyond it a person decides; what is no request is refused', async () => {
    expect(await ask('memory', '4096')).toMatchObject({
      status: 3,
      stdout: expect.stringMatching(/^waiting: The limits of the tenant lack/),
    })
    expect(await ask('kernel', '6')).toMatchObject({ status: 1, stdout: expect.stringMatching(/^refused: Write such as/) })
    expect(await memoryInside()).toBeCloseTo(320, -1)
  })

  test('a port that its user may not listen at is its own once the plan gives it, also after a restart of the VPS', async () => {
    const listen = 'exit(@stream_socket_server("tcp://0.0.0.0:81") ? 0 : 1);'
    const listens = async () => (await inside(service, ['/usr/bin/php', '-r', listen], { project, user: 1000 })).status
    expect(await listens()).toBe(1)
    await reeve('plan', 'update', plan, '--ask-port', '81')
    expect(await ask('port', '80')).toMatchObject({ status: 3 })
    expect(await ask('port', '81')).toMatchObject({ status: 0, stdout: 'granted: Its programs may listen at ports from 81 up.\n' })
    expect(await listens()).toBe(0)
    await reeve('service', 'sleep', www, '--stop')
    await answers()
    expect(await listens()).toBe(0)
    await resize('--first-port', 'none')
    expect(await listens()).toBe(1)
  })
})
