import { describe, expect, test } from 'vitest'
import { ReeveError } from '../../contracts/errors.ts'
import { restoreKey } from '../core/instance-keys.ts'
import { Killer } from '../core/testing/kills.ts'
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
})
