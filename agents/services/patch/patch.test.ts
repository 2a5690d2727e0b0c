import { describe, expect, test } from 'vitest'
import { ReeveError } from '../../../contracts/errors.ts'
import { newId } from '../../../contracts/ids.ts'
import { heldKey, readInstanceKeys, restoreKey } from '../../core/instance-keys.ts'
import { enumerateKills } from '../../core/testing/kills.ts'
import { Ground } from '../testing/agent.ts'

const service = newId('s')
const old = 'ab'.repeat(32)
const fresh = 'cd'.repeat(32)
const good = 'reeve-kind-webserver (bookworm)'
const volume = { pool: 'reeve-data', volume: service }

/** A website whose root is from the old image; what it answers depends on the image of its root. */
async function ready(power: 'running' | 'frozen' | 'stopped' = 'running', answers: Record<string, string> = {}) {
  const ground = new Ground()
  const { engine, project } = ground
  engine.state.built.set(old, { description: good }).set(fresh, { description: good })
  await ground.run(ground.apply(service))
  if (power !== 'stopped') await engine.setState(project, service, 'start')
  if (power === 'frozen') await engine.setState(project, service, 'freeze')
  engine.onExec = ({ command }) => {
    const said = command.argv[0] === 'perl' ? (answers[root(ground)] ?? '200') : ''
    return { status: 0, stdout: Buffer.from(said), stderr: '' }
  }
  const files = filesOf(ground)
  return { ground, engine, project, files, patch: (over = {}) => patchAction(ground, over) }
}
const instanceOf = (ground: Ground) => ground.engine.state.instances.get(`${ground.project}/${service}`)
const root = (ground: Ground) => instanceOf(ground)?.config['volatile.base_image'] ?? ''
const filesOf = (ground: Ground) => [...(instanceOf(ground)?.files.keys() ?? [])].sort()
const patchAction = (ground: Ground, over: object) =>
  ground.action('service.patch', { tenant: ground.tenant, service, image: fresh, back: null, probeSeconds: 5, ...over })

async function settled(ground: Ground, image: string, power: string, files: string[]) {
  expect(root(ground)).toBe(image)
  expect(instanceOf(ground)?.state).toBe(power)
  expect(filesOf(ground)).toEqual(files)
  expect(instanceOf(ground)?.config[heldKey]).toBeUndefined()
  expect(readInstanceKeys(instanceOf(ground)?.config ?? {})?.held).toBeUndefined()
  expect(await ground.engine.listSnapshots(ground.project, volume)).toEqual([])
}

describe('a service gets a fresh root from a newer image', () => {
  test.each(['running', 'frozen', 'stopped'] as const)('one that is %s is so again afterwards', async (power) => {
    const { ground, files, patch } = await ready(power)
    const answer = await ground.run(patch(), ground.owned())
    expect(answer).toMatchObject({ result: { outcome: 'patched', from: old, image: fresh, power, answer: 200 } })
    await settled(ground, fresh, power, files)
  })

  test('its data are copied while it is stopped, and the copy goes when it has answered', async () => {
    const { ground, engine, patch } = await ready()
    const before = engine.calls.length
    await ground.run(patch(), ground.owned())
    const calls = engine.calls.slice(before).map((call) => call.split(' ')[0])
    const order = ['stop', 'createSnapshot', 'rebuildInstance', 'writeFile', 'start', 'exec', 'deleteSnapshot']
    const places = order.map((name) => calls.lastIndexOf(name))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  test('one that is on that image already is left alone', async () => {
    const { ground, engine, patch } = await ready()
    await ground.run(patch(), ground.owned())
    const before = engine.calls.length
    expect(await ground.run(patch(), ground.owned())).toMatchObject({ result: { outcome: 'unchanged' } })
    expect(engine.calls.slice(before)).toEqual([])
  })

  test('the copy that an earlier patch could not remove is never gone back to', async () => {
    const { ground, engine, project, files, patch } = await ready('running', { [fresh]: '0' })
    await engine.createSnapshot(project, volume, 'patch-old')
    const before = engine.calls.length
    await ground.run(patch(), ground.owned())
    const restored = engine.calls.slice(before).filter((call) => call.startsWith('restoreSnapshot'))
    expect(restored).toHaveLength(1)
    expect(restored[0]).not.toContain('patch-old')
    await settled(ground, old, 'running', files)
  })
})

describe('a new root that does not do leads back', () => {
  test.each([
    ['answers nothing', '0', 'no_answer'],
    ['answers with an error', '502', 'no_answer'],
  ])('one that %s', async (_, said, code) => {
    for (const power of ['running', 'frozen', 'stopped'] as const) {
      const { ground, files, patch } = await ready(power, { [fresh]: said })
      expect(await ground.run(patch(), ground.owned())).toMatchObject({
        error: { code, message: expect.stringContaining('former root and its data are back') },
      })
      await settled(ground, old, power, files)
    }
  })

  test('one that does not start', async () => {
    const { ground, engine, project, files, patch } = await ready()
    const start = engine.setState.bind(engine)
    engine.setState = async (...args) => {
      if (args[2] === 'start' && root(ground) === fresh) engine.broken.add(service)
      else engine.broken.delete(service)
      await start(...args)
    }
    expect(await ground.run(patch(), ground.owned())).toMatchObject({ error: { code: 'start_failed' } })
    await settled(ground, old, 'running', files)
    expect(await engine.getVolume(project, 'reeve-data', service)).toBeDefined()
  })

  test('one that ends at once', async () => {
    const { ground, engine, project, files, patch } = await ready()
    const plain = engine.onExec
    engine.onExec = async (call) => {
      if (root(ground) === fresh) await engine.setState(project, service, 'kill')
      if (root(ground) === fresh) throw new ReeveError('conflict', 'The instance is not running.')
      return plain(call)
    }
    expect(await ground.run(patch(), ground.owned())).toMatchObject({ error: { code: 'no_answer' } })
    await settled(ground, old, 'running', files)
  })

  test('a site whose own program fails is patched all the same when it failed before', async () => {
    const { ground, files, patch } = await ready('running', { [old]: '500', [fresh]: '500' })
    expect(await ground.run(patch(), ground.owned())).toMatchObject({ result: { outcome: 'patched', answer: 500 } })
    await settled(ground, fresh, 'running', files)
  })

  test('a disk that fills while the root is made', async () => {
    const { ground, engine, files, patch } = await ready()
    const rebuild = engine.rebuildInstance.bind(engine)
    engine.rebuildInstance = async (project, name, image) => {
      engine.full = image === fresh
      await rebuild(project, name, image).finally(() => {
        engine.full = false
      })
    }
    expect(await ground.run(patch(), ground.owned())).toMatchObject({ error: { code: 'storage_full' } })
    await settled(ground, old, 'running', files)
  })
})

describe('nothing is begun', () => {
  test.each([
    ['of an image that is not there', { image: 'ee'.repeat(32) }],
    ['of an image of another kind', { image: '11'.repeat(32) }],
  ])('%s', async (_, over) => {
    const { ground, engine, files, patch } = await ready()
    engine.state.built.set('11'.repeat(32), { description: 'reeve-kind-ssh (bookworm)' })
    const before = engine.calls.length
    expect(await ground.run(patch(over), ground.owned())).toMatchObject({ error: { code: 'image_missing' } })
    expect(engine.calls.slice(before)).toEqual([])
    await settled(ground, old, 'running', files)
  })

  test('without a way back, unless another image of the kind serves as one', async () => {
    const { ground, engine, files, patch } = await ready('running', { [fresh]: '0' })
    engine.state.built.delete(old)
    engine.state.images.set('reeve-kind-webserver', fresh)
    expect(await ground.run(patch(), ground.owned())).toMatchObject({ error: { code: 'image_missing' } })
    const other = '22'.repeat(32)
    engine.state.built.set(other, { description: good })
    expect(await ground.run(patch({ back: other }), ground.owned())).toMatchObject({ error: { code: 'no_answer' } })
    await settled(ground, other, 'running', files)
  })

  test('of a service whose restore is not finished', async () => {
    const { ground, engine, project, patch } = await ready('stopped')
    await engine.updateInstance(project, service, { config: { [restoreKey]: '{}' }, devices: { data: { type: 'none' } } })
    const before = engine.calls.length
    expect(await ground.run(patch(), ground.owned())).toMatchObject({ error: { code: 'conflict', retry: false } })
    expect(engine.calls.slice(before)).toEqual([])
    expect(root(ground)).toBe(old)
  })

  test('of a suspended tenant or a foreign service', async () => {
    const { ground, patch } = await ready()
    expect(await ground.run(patch(), { ...ground.owned(), suspended: true })).toMatchObject({ error: { code: 'suspended' } })
    expect(await ground.run(patch(), ground.facts())).toMatchObject({ error: { code: 'not_found' } })
  })
})

describe('killed before every effect in turn, the same action ends', () => {
  test.each(['running', 'frozen', 'stopped'] as const)('with a service patched that was %s', async (power) => {
    const runs = await enumerateKills(async (killer) => {
      const { ground, files, patch } = await ready(power)
      const action = patch()
      await ground.agent(killer).run(action, ground.owned(), () => undefined)
      expect(await ground.run(action, ground.owned())).toMatchObject({ result: { outcome: 'patched', image: fresh } })
      await settled(ground, fresh, power, files)
    })
    expect(runs).toBeGreaterThan(15)
  })

  test.each(['running', 'frozen', 'stopped'] as const)('with the former root of one that was %s, when the new one fails', async (power) => {
    const runs = await enumerateKills(async (killer) => {
      const { ground, files, patch } = await ready(power, { [fresh]: '0' })
      const action = patch()
      await ground.agent(killer).run(action, ground.owned(), () => undefined)
      expect(await ground.run(action, ground.owned())).toMatchObject({ error: { code: 'no_answer' } })
      await settled(ground, old, power, files)
    })
    expect(runs).toBeGreaterThan(20)
  })
})

describe('what was begun ends, also when an image is removed meanwhile', () => {
  const power = 'running'
  /** Kills the action before every effect in turn, takes images away, and has it come again. */
  const whenGone = (
    gone: string[],
    answers: Record<string, string>,
    judge: (ground: Ground, answer: unknown, files: string[]) => Promise<void>,
  ) =>
    enumerateKills(async (killer) => {
      const { ground, engine, files, patch } = await ready(power, answers)
      const action = patch()
      await ground.agent(killer).run(action, ground.owned(), () => undefined)
      for (const image of gone) engine.state.built.delete(image)
      const left = [fresh, old].find((image) => !gone.includes(image))
      if (left === undefined) engine.state.images.delete('reeve-kind-webserver')
      else engine.state.images.set('reeve-kind-webserver', left)
      const answer = await ground.run(action, ground.owned())
      await judge(ground, answer, files)
    })

  test('the new one: the former root is there again, unless the new one answered already', async () => {
    const seen = new Set<string>()
    await whenGone([fresh], {}, async (ground, answer, files) => {
      seen.add(root(ground))
      if (root(ground) === old) expect(answer).toMatchObject({ error: { code: 'image_missing' } })
      await settled(ground, root(ground), power, files)
    })
    expect([...seen].sort()).toEqual([old, fresh])
  })

  test('the former one: the new root is tried all the same', async () => {
    await whenGone([old], {}, (ground, answer, files) => {
      if (root(ground) === old) expect(answer).toMatchObject({ error: { message: expect.stringContaining('Nothing was changed') } })
      return settled(ground, root(ground), power, files)
    })
  })

  test('the former one, and the new root fails: nobody waits for it any more', async () => {
    await whenGone([old], { [fresh]: '0' }, (ground, _answer, files) => settled(ground, root(ground), power, files))
  })

  test('all of them: the root that is there goes on', async () => {
    await whenGone([old, fresh], {}, (ground, _answer, files) => settled(ground, root(ground), power, files))
  })
})

test('the roots of a tenant are told by the engine’s own word', async () => {
  const { ground } = await ready()
  const roots = ground.action('tenant.roots', { tenant: ground.tenant })
  expect(await ground.agent().run(roots, { services: [service] }, () => undefined)).toEqual({
    result: { roots: [{ service, image: old }] },
  })
})
