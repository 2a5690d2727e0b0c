import { describe, expect, test } from 'vitest'
import { ReeveError } from '../../contracts/errors.ts'
import { restoreKey } from '../core/instance-keys.ts'
import { Killer } from '../core/testing/kills.ts'
import { busyKey } from '../engine/awake.ts'
import { enumerateFaults, Fault } from './testing/faults.ts'
import { Ground } from './testing/ground.ts'

/** Of three restores: `older` is what the one before replaced, `new` is there now, `old` is in the backup. */
async function prepared() {
  const ground = new Ground()
  const backup = await ground.backUp()
  ground.volume('older')
  await ground.run(ground.restore(backup))
  ground.volume('new')
  return { ground, restore: ground.restore(backup), revert: ground.action('backup.revert', {}) }
}

type What = 'restore' | 'revert'
const comes = { restore: 'old', revert: 'older' }

/** Either it stands, with what it replaced as the way back; or nothing changed, and the way back of before is there. */
function whole(ground: Ground, what: What, stands: boolean): void {
  expect([ground.data(), ground.former()]).toEqual(stands ? [comes[what], 'new'] : ['new', 'older'])
  expect(ground.instance()).toMatchObject({
    state: 'running',
    config: { 'user.reeve.halted': 'false' },
    devices: { data: { type: 'disk', source: ground.service } },
  })
  expect(ground.instance()?.config[restoreKey]).toBeUndefined()
}

test('the snapshots of what a restore replaces are kept with it, and come back with it', async () => {
  const { ground, restore, revert } = await prepared()
  const of = { pool: 'reeve-data', volume: ground.service }
  const names = async () => (await ground.engine.listSnapshots(ground.project, of)).map(({ name }) => name)
  await ground.engine.createSnapshot(ground.project, of, 'asked-one')
  await ground.run(restore)
  expect([ground.data(), await names()]).toEqual(['old', []])
  await ground.run(revert)
  expect([ground.data(), await names()]).toEqual(['new', ['asked-one']])
})

describe.each<What>(['restore', 'revert'])('a %s is whole or undone, and the former data stay until it is whole', (what) => {
  test('when one call fails for good, whichever', async () => {
    const runs = await enumerateFaults(async (at) => {
      const { ground, [what]: action } = await prepared()
      const fault = new Fault(at, () => Promise.reject(new ReeveError('internal', 'The engine failed.')))
      const answer = await ground.run(action, fault)
      whole(ground, what, 'result' in answer)
      // What tidying up left is the next one's to take away.
      await ground.run(ground.action('backup.revert', {}))
      expect(ground.leftovers()).toEqual([])
      return fault
    })
    expect(runs).toBeGreaterThan(what === 'restore' ? 40 : 20)
  })

  test('when it is cancelled, at whatever time', async () => {
    const runs = await enumerateFaults(async (at) => {
      const { ground, [what]: action } = await prepared()
      const cancel = ground.action('backup.cancel', { action: action.id })
      const fault = new Fault(at, () => running.run(cancel, ground.facts(), () => undefined))
      const running = ground.agent(fault)
      const answer = await running.run(action, ground.facts(), () => undefined)
      whole(ground, what, 'result' in answer)
      expect(ground.leftovers()).toEqual([])
      expect(await ground.run(action)).toEqual(answer)
      return fault
    })
    expect(runs).toBeGreaterThan(what === 'restore' ? 40 : 20)
  })

  test('when it is cancelled while it waits for its turn once more', async () => {
    for (let at = 1; ; at += 1) {
      const { ground, [what]: action } = await prepared()
      const killer = new Killer(at)
      await ground.run(action, killer)
      if (!killer.fired) break
      const stands = ground.instance()?.config['user.reeve.restored'] === action.id
      let goOn: () => void = () => undefined
      const busy = new Fault(1, () => new Promise<void>((resolve) => (goOn = resolve)))
      const running = ground.agent(busy)
      const ask = (one: typeof action, follow: () => void = () => undefined) => running.run(one, ground.facts(), follow)
      const other = ask(ground.action('backup.run', { repository: 'local', days: 1, full: false }))
      await expect.poll(() => busy.fired).toBe(true)
      let waiting = other
      await new Promise<void>((waits) => {
        waiting = ask(action, waits)
      })
      expect(await ask(ground.action('backup.cancel', { action: action.id }))).toEqual({ result: {} })
      goOn()
      await other
      expect('result' in (await waiting), `killed before effect ${at}`).toBe(stands)
      whole(ground, what, stands)
      expect(ground.leftovers()).toEqual([])
    }
  })

  test('when the engine is away for a moment, the same action goes on', async () => {
    await enumerateFaults(async (at) => {
      const { ground, [what]: action } = await prepared()
      const fault = new Fault(at, () => Promise.reject(new ReeveError('timeout', 'The engine did not answer in time.')))
      await ground.run(action, fault)
      expect(await ground.run(action)).toHaveProperty('result')
      whole(ground, what, true)
      expect(ground.leftovers()).toEqual([])
      return fault
    })
  })

  test('and nothing of it is left in the project when the service is deleted meanwhile, at whatever time', async () => {
    await enumerateFaults(async (at) => {
      const { ground, [what]: action } = await prepared()
      const { engine, project, service } = ground
      const fault = new Fault(at, async () => {
        if (ground.instance()?.state !== 'stopped') await engine.setState(project, service, 'kill')
        await engine.deleteInstance(project, service)
        await engine.deleteVolume(project, 'reeve-data', service)
      })
      const answer = await ground.run(action, fault)
      if (fault.fired) expect([ground.data(), ground.instance()], JSON.stringify(answer)).toEqual([undefined, undefined])
      return fault
    })
  })

  test('when it is given up half-way, the next one begins with what was there before it', async () => {
    for (let at = 1; ; at += 1) {
      const { ground, [what]: action } = await prepared()
      const killer = new Killer(at)
      await ground.run(action, killer)
      if (!killer.fired) break
      const stood = ground.instance()?.config['user.reeve.restored'] === action.id
      expect(await ground.run(ground.restore('aaaaaaa1'))).toHaveProperty('result')
      expect([ground.data(), ground.former()], `killed before effect ${at}`).toEqual(['old', stood ? comes[what] : 'new'])
      expect(ground.instance()).toMatchObject({ state: 'running', config: { 'user.reeve.halted': 'false' } })
      expect(ground.leftovers()).toEqual([])
    }
  })

  test('when it was killed half-way, and meanwhile what it needs is gone', async () => {
    for (let at = 1; ; at += 1) {
      const { ground, [what]: action } = await prepared()
      const killer = new Killer(at)
      await ground.run(action, killer)
      if (!killer.fired) break
      const stands = ground.instance()?.config['user.reeve.restored'] === action.id
      ground.vault.fault = new ReeveError('internal', 'The repository is damaged.')
      ground.engine.broken.add(ground.service)
      const answer = await ground.run(action)
      ground.engine.broken.clear()
      if (!stands && ground.instance()?.state === 'stopped') await ground.engine.setState(ground.project, ground.service, 'start')
      whole(ground, what, 'result' in answer)
      expect('result' in answer || !stands, `killed before effect ${at}`).toBe(true)
      expect(ground.leftovers()).toEqual([])
    }
  })
})

test('a copy that another job left is not taken for what was asked', async () => {
  const ground = new Ground()
  const backup = await ground.backUp()
  for (const sort of ['backup', 'restore']) {
    await ground.engine.copyVolume('reeve', 'reeve-data', `${sort}-${ground.service}`, { project: ground.project, name: ground.service })
  }
  ground.volume('new')
  const action = ground.action('backup.run', { repository: 'local', days: 1, full: false })
  // It waited for its turn when the agent was started anew: it began, and did nothing yet.
  await ground.run(action, new Killer(3))
  await ground.run(action)
  expect([...ground.vault.contents.values()]).toEqual(['old', 'new'])
  await ground.run(ground.restore(backup))
  expect(await ground.run(ground.action('backup.revert', {}))).toHaveProperty('result')
  expect([ground.data(), ground.former()]).toEqual(['new', 'old'])
})

test('copies of a job that nobody came back to go after a week', async () => {
  const ground = new Ground()
  const backup = await ground.backUp()
  await ground.run(ground.restore(backup), new Killer(20))
  expect(ground.leftovers()).not.toEqual([])
  ground.now += 8 * 86_400_000
  await ground.sweep()
  expect(ground.leftovers().filter((key) => /backup-|restore-/.test(key))).toEqual([])
})

test('what a restore replaced and could not put in its place goes after a week, but never while its VPS is marked', async () => {
  const nextOf = ({ service }: Ground) => `reeve/reeve-data/former-next-${service}`
  const weekLater = async (ground: Ground) => {
    ground.now += 8 * 86_400_000
    await ground.sweep()
    return ground.engine.state.volumes.has(nextOf(ground))
  }
  // Which effects leave it behind: a fault in the tidying up of a restore that stands, or a death while the VPS is marked.
  const seen = { stands: 0, marked: 0 }
  await enumerateFaults(async (at) => {
    const { ground, restore } = await prepared()
    const fault = new Fault(at, () => Promise.reject(new ReeveError('internal', 'The engine failed.')))
    await ground.run(restore, fault)
    if (!ground.engine.state.volumes.has(nextOf(ground))) return fault
    seen.stands += 1
    expect(await weekLater(ground)).toBe(false)
    return fault
  })
  for (let at = 1; ; at += 1) {
    const { ground, restore } = await prepared()
    const killer = new Killer(at)
    await ground.run(restore, killer)
    if (!killer.fired) break
    if (!ground.engine.state.volumes.has(nextOf(ground)) || ground.instance()?.config[restoreKey] === undefined) continue
    seen.marked += 1
    expect(await weekLater(ground)).toBe(true)
    ground.vault.fault = new ReeveError('internal', 'The repository is damaged.')
    await ground.run(restore)
    expect(ground.data()).toBe('new')
  }
  expect(Math.min(seen.stands, seen.marked)).toBeGreaterThan(0)
})

test('a restored service starts under a lease that outlasts its start: the waker leaves it alone', async () => {
  const { ground, restore } = await prepared()
  const leases: number[] = []
  ground.engine.onExec = ({ project }) => {
    if (project === ground.project) leases.push(Number(ground.instance()?.config[busyKey]) - Date.now())
    return { status: 0, stdout: Buffer.alloc(0), stderr: '' }
  }
  await ground.run(restore)
  expect(leases).toHaveLength(1)
  expect(leases[0]).toBeGreaterThan(120_000)
})

test('data of before come back with the size that the service has now', async () => {
  const ground = new Ground()
  const backup = await ground.backUp()
  ground.volume('large', '8192MiB')
  await ground.run(ground.restore(backup))
  ground.volume('new', '512MiB')
  await ground.run(ground.action('backup.revert', {}))
  const volume = await ground.engine.getVolume(ground.project, 'reeve-data', ground.service)
  expect([ground.data(), volume?.config.size]).toEqual(['large', '512MiB'])
})

test('a backup of another time than the one that was agreed to is not restored', async () => {
  const ground = new Ground()
  const backup = await ground.backUp()
  ground.volume('new')
  const action = ground.restore(backup)
  expect(await ground.run({ ...action, input: { ...action.input, at: 2 } })).toMatchObject({ error: { code: 'conflict' } })
  expect([ground.data(), ground.instance()?.state]).toEqual(['new', 'running'])
})

test('it can be cancelled while the vault is away, and is asked again after that', async () => {
  const { ground, restore } = await prepared()
  const agent = ground.agent()
  const ask = (action: typeof restore) => agent.run(action, ground.facts(), () => undefined)
  ground.vault.fault = new ReeveError('unavailable', 'The vault does not answer.')
  expect(await ask(restore)).toMatchObject({ error: { retry: true } })
  expect(await ask(ground.action('backup.cancel', { action: restore.id }))).toEqual({ result: {} })
  ground.vault.fault = undefined
  expect(await ask(restore)).toMatchObject({ error: { code: 'conflict', message: 'This was cancelled.', retry: false } })
  whole(ground, 'restore', false)
  expect(ground.leftovers()).toEqual([])
  expect(await ask(ground.action('backup.cancel', { action: restore.id }))).toMatchObject({ error: { code: 'not_found' } })
})

test('so can a reading of every byte', async () => {
  const ground = new Ground()
  const agent = ground.agent()
  const ask = (action: ReturnType<typeof ground.restore>) => agent.run(action, ground.facts(), () => undefined)
  const verify = ground.action('backup.verify', { repository: 'local', full: true })
  ground.vault.fault = new ReeveError('unavailable', 'The vault does not answer.')
  expect(await ask(verify)).toMatchObject({ error: { retry: true } })
  expect(await ask(ground.action('backup.cancel', { action: verify.id }))).toEqual({ result: {} })
  ground.vault.fault = undefined
  expect(await ask(verify)).toMatchObject({ error: { code: 'conflict', message: 'This was cancelled.' } })
})

test('a drill that is cancelled says nothing about the backup', async () => {
  const ground = new Ground()
  const backup = await ground.backUp()
  const drill = ground.action('backup.drill', { backup, at: 1, repository: 'local', diskMiB: 1024 })
  const agent = ground.agent()
  const running = agent.run(drill, ground.facts(), () => undefined)
  await agent.run(ground.action('backup.cancel', { action: drill.id }), ground.facts(), () => undefined)
  expect(await running).toMatchObject({ error: { code: 'conflict' } })
  expect(ground.vault.drills).toEqual([])
  expect(await ground.run({ ...drill, id: anotherId(drill.id) })).toHaveProperty('result')
  expect(ground.vault.drills).toMatchObject([{ ok: true }])
})

const anotherId = (id: string): string => id.replace(/^./, (first) => (first === '0' ? '1' : '0'))
