import { describe, expect, test } from 'vitest'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { enumerateKills } from '../core/testing/kills.ts'
import { Ground } from './testing/ground.ts'

const nothing = { type: 'none' }

describe('killed before every effect in turn, the same action ends done, and leaves nothing over', () => {
  test.each(['running', 'frozen', 'stopped'] as const)('a backup of a service that is %s, which stays so', async (state) => {
    const runs = await enumerateKills(async (killer) => {
      const ground = new Ground(state)
      const action = ground.action('backup.run', { repository: 'local', days: 1, full: false })
      await ground.run(action, killer)
      const answer = await ground.run(action)
      expect(answer).toHaveProperty('result.backup.id')
      expect([...ground.vault.contents.values()]).toEqual(['old'])
      expect(ground.instance()?.state).toBe(state)
      expect(ground.leftovers()).toEqual([])
      expect(ground.attached()).toEqual(nothing)
      expect(await ground.run(action)).toEqual(answer)
    })
    expect(runs).toBeGreaterThan(8)
  })

  test.each(['running', 'stopped'] as const)('a restore in place of a service that is %s', async (state) => {
    const runs = await enumerateKills(async (killer) => {
      const ground = new Ground(state)
      const backup = await ground.backUp()
      ground.volume('new')
      const action = ground.restore(backup)
      await ground.run(action, killer)
      expect(await ground.run(action)).toEqual({ result: { restored: backup } })
      expect([ground.data(), ground.former()]).toEqual(['old', 'new'])
      expect(ground.instance()).toMatchObject({
        state,
        config: { 'user.reeve.halted': 'false' },
        devices: { data: { source: ground.service } },
      })
      expect(ground.instance()?.config['user.reeve.held']).toBeUndefined()
      expect(ground.leftovers()).toEqual([])
      expect(ground.attached()).toEqual(nothing)
    })
    expect(runs).toBeGreaterThan(30)
  })

  test('undoing a restore, and that undone again', async () => {
    await enumerateKills(async (killer) => {
      const ground = new Ground()
      const backup = await ground.backUp()
      ground.volume('new')
      await ground.run(ground.restore(backup))
      const action = ground.action('backup.revert', {})
      await ground.run(action, killer)
      await ground.run(action)
      expect([ground.data(), ground.former()]).toEqual(['new', 'old'])
      await ground.run(ground.action('backup.revert', {}))
      expect([ground.data(), ground.former()]).toEqual(['old', 'new'])
      expect(ground.leftovers()).toEqual([])
    })
  })
})

describe('what cannot be restored changes nothing', () => {
  test('a backup that does not verify', async () => {
    const ground = new Ground()
    const backup = await ground.backUp()
    ground.volume('new')
    ground.vault.fault = new ReeveError('internal', 'The repository is damaged.')
    expect(await ground.run(ground.restore(backup))).toMatchObject({ error: { code: 'internal' } })
    expect(ground.data()).toBe('new')
    expect(ground.instance()?.state).toBe('running')
    expect(ground.leftovers()).toEqual([])
    expect(ground.attached()).toEqual(nothing)
  })

  test('a restored service that does not answer in its trial', async () => {
    const ground = new Ground()
    const backup = await ground.backUp()
    ground.volume('new')
    ground.engine.broken.add(ground.service)
    expect(await ground.run(ground.restore(backup))).toMatchObject({ error: { code: 'start_failed' } })
    expect(ground.data()).toBe('new')
    expect(ground.leftovers()).toEqual([])
  })
})

test('a backup of a deleted service fills another one, from where it was read', async () => {
  const ground = new Ground()
  const backup = await ground.backUp()
  const source = newId('s')
  ground.volume('new')
  const { input, ...action } = ground.restore(backup)
  expect(await ground.run({ ...action, input: { ...input, source } })).toEqual({ result: { restored: backup } })
  expect(ground.vault.restoredAt).toBe(`/restore/mnt/${source}`)
  expect([ground.data(), ground.former()]).toEqual(['old', 'new'])
  expect(ground.leftovers()).toEqual([])
})

test('a service that lost its volume gets it back', async () => {
  const ground = new Ground('stopped')
  const backup = await ground.backUp()
  const instance = ground.instance()
  if (instance !== undefined) instance.devices.data = { type: 'none' }
  await ground.engine.deleteVolume(ground.project, 'reeve-data', ground.service)
  expect(await ground.run(ground.restore(backup))).toEqual({ result: { restored: backup } })
  expect([ground.data(), ground.former()]).toEqual(['old', undefined])
  expect(ground.instance()?.devices.data).toMatchObject({ type: 'disk', source: ground.service, path: '/srv' })
})

test('who cancels ends it, and what it did so far is undone; another service’s is as good as none', async () => {
  const ground = new Ground()
  const agent = ground.agent()
  const run = ground.action('backup.run', { repository: 'local', days: 1, full: false })
  const stranger = new Ground()
  const cancel = ground.action('backup.cancel', { action: run.id })
  const foreign = { ...cancel, id: run.id.replace(/^./, '0'), input: { ...cancel.input, service: stranger.service } }
  const running = agent.run(run, ground.facts(), () => undefined)
  expect(await agent.run(foreign, ground.facts(), () => undefined)).toMatchObject({ error: { code: 'not_found' } })
  expect(await agent.run(cancel, ground.facts(), () => undefined)).toEqual({ result: {} })
  expect(await running).toMatchObject({ error: { code: 'conflict', message: 'This was cancelled.' } })
  expect(ground.leftovers()).toEqual([])
})
