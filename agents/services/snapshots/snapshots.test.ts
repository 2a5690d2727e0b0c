import { describe, expect, test } from 'vitest'
import { newId } from '../../../contracts/ids.ts'
import { newSnapshotName } from '../../../contracts/snapshots.ts'
import { restoreKey } from '../../core/instance-keys.ts'
import { enumerateKills } from '../../core/testing/kills.ts'
import { Ground } from '../testing/agent.ts'

const service = newId('s')

async function ground(state: 'running' | 'frozen' | 'stopped' = 'running') {
  const made = new Ground()
  await made.run(made.apply(service))
  if (state !== 'stopped') await made.engine.setState(made.project, service, 'start')
  if (state === 'frozen') await made.engine.setState(made.project, service, 'freeze')
  const of = { tenant: made.tenant, service }
  const names = async () => {
    const answer = await made.run(made.action('service.snapshots', of), made.owned())
    return 'result' in answer ? (answer.result.snapshots as { name: string }[]).map(({ name }) => name) : answer
  }
  const take = (snapshot = newSnapshotName()) => made.run(made.action('service.snapshot', { ...of, snapshot }), made.owned())
  const instance = () => made.engine.state.instances.get(`${made.project}/${service}`)
  return { made, of, names, take, instance }
}

describe('snapshots of a service’s data', () => {
  test('are taken while it runs; the newest three stay, and what is not asked for is left alone', async () => {
    const { made, names, take, instance } = await ground()
    const volume = { pool: 'reeve-data', volume: service }
    await made.engine.createSnapshot(made.project, volume, 'backup-of-the-night')
    const taken = Array.from({ length: 5 }, newSnapshotName)
    for (const name of taken) expect(await take(name)).toEqual({ result: { snapshot: name } })
    expect(await names()).toEqual(taken.slice(2).reverse())
    expect((await made.engine.listSnapshots(made.project, volume)).map(({ name }) => name)).toContain('backup-of-the-night')
    expect(instance()?.state).toBe('running')
  })

  test('from inside the VPS take only each other’s place', async () => {
    const { names, take } = await ground()
    const own = newSnapshotName()
    await take(own)
    const inside = Array.from({ length: 5 }, () => newSnapshotName('inside'))
    for (const name of inside) await take(name)
    expect(await names()).toEqual([...inside.slice(2).reverse(), own])
  })

  test('of another tenant are not found', async () => {
    const { made, of } = await ground()
    const foreign = { ...made.owned(), service: { tenant: newId('t'), name: 'shop', kind: 'webserver', address: null, ownAddress: null } }
    for (const [name, input] of [
      ['service.snapshots', of],
      ['service.snapshot', { ...of, snapshot: newSnapshotName() }],
      ['service.revert', { ...of, snapshot: newSnapshotName(), undo: newSnapshotName(), halted: false }],
    ] as const)
      expect(await made.run(made.action(name, input as never), foreign)).toMatchObject({ error: { code: 'not_found' } })
  })
})

describe('going back to one', () => {
  test.each(['running', 'frozen', 'stopped'] as const)(
    'of a %s service: nobody wakes it meanwhile, and what was there stays',
    async (state) => {
      const { made, of, names, take, instance } = await ground(state)
      const [snapshot, undo] = [newSnapshotName(), newSnapshotName()]
      await take(snapshot)
      const before = made.engine.calls.length
      const action = made.action('service.revert', { ...of, snapshot, undo, halted: false })
      expect(await made.run(action, made.owned())).toEqual({ result: { snapshot, undo } })
      expect(instance()).toMatchObject({ state: 'stopped', config: { 'user.reeve.halted': 'false' } })
      expect(await names()).toEqual([undo, snapshot])
      const calls = made.engine.calls.slice(before).map((call) => call.split(' ')[0])
      expect(calls[0]).toBe('updateInstance')
      expect(calls.slice(-3)).toEqual(['createSnapshot', 'restoreSnapshot', 'updateInstance'])
    },
  )

  test('keeps the one that it goes back to, however old', async () => {
    const { made, of, names, take } = await ground()
    const taken = Array.from({ length: 3 }, newSnapshotName)
    for (const name of taken) await take(name)
    const [oldest = ''] = taken
    await made.run(made.action('service.revert', { ...of, snapshot: oldest, undo: newSnapshotName(), halted: true }), made.owned())
    expect(await names()).toContain(oldest)
  })

  test('that is gone changes nothing', async () => {
    const { made, of, instance } = await ground()
    const input = { ...of, snapshot: newSnapshotName(), undo: newSnapshotName(), halted: false }
    expect(await made.run(made.action('service.revert', input), made.owned())).toMatchObject({ error: { code: 'not_found' } })
    expect(instance()).toMatchObject({ state: 'running', config: { 'user.reeve.halted': 'false' } })
  })

  test('is refused while a restore of the service is not finished: it may have no data', async () => {
    const { made, of, take, instance } = await ground('stopped')
    const snapshot = newSnapshotName()
    await take(snapshot)
    const config = { [restoreKey]: '{}', 'user.reeve.halted': 'true' }
    await made.engine.updateInstance(made.project, service, { config, devices: { data: { type: 'none' } } })
    const before = made.engine.calls.length
    const input = { ...of, snapshot, undo: newSnapshotName(), halted: false, rehearse: true as const }
    expect(await made.run(made.action('service.revert', input), made.owned())).toMatchObject({ error: { code: 'conflict', retry: false } })
    expect(instance()?.config).toMatchObject(config)
    expect(made.engine.calls.slice(before)).toEqual([])
  })

  test('that fails opens it again', async () => {
    const { made, of, take, instance } = await ground()
    const snapshot = newSnapshotName()
    await take(snapshot)
    made.engine.full = true
    const input = { ...of, snapshot, undo: newSnapshotName(), halted: false }
    expect(await made.run(made.action('service.revert', input), made.owned())).toMatchObject({ error: { code: 'storage_full' } })
    expect(instance()?.config['user.reeve.halted']).toBe('false')
  })

  test('ends, wherever the agent is killed', async () => {
    await enumerateKills(async (killer) => {
      const { made, of, names, take, instance } = await ground()
      const [snapshot, undo] = [newSnapshotName(), newSnapshotName()]
      await take(snapshot)
      const action = made.action('service.revert', { ...of, snapshot, undo, halted: false })
      await made.agent(killer).run(action, made.owned(), () => undefined)
      expect(await made.run(action, made.owned())).toEqual({ result: { snapshot, undo } })
      expect(instance()).toMatchObject({ state: 'stopped', config: { 'user.reeve.halted': 'false' } })
      expect(await names()).toEqual([undo, snapshot])
    })
  })
})
