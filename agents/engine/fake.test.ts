import { describe, expect, test } from 'vitest'
import { newId, projectOf } from '../../contracts/ids.ts'
import { FakeEngine } from './fake.ts'
import { engineContract } from './testing/contract.ts'

describe('the engine in memory keeps the promises of Engine', () => {
  const engine = new FakeEngine()
  engine.state.images.set('reeve-kind-web', 'ab'.repeat(32))
  const ground = {
    engine,
    project: projectOf(newId('t')),
    name: newId('s'),
    other: { project: projectOf(newId('t')), name: newId('s') },
    imageAlias: 'reeve-kind-web',
    rootsPool: 'reeve-roots',
    dataPool: 'reeve-data',
    bridge: 'rv-ten',
    runs: false,
  }
  engineContract(test, () => ground)
})

test('a copy goes its own way, so that a test can start again from one moment', async () => {
  const engine = new FakeEngine()
  await engine.createProject({ name: 'reeve-taaaaaaaaaaaa', description: '', config: {} })
  const copy = engine.copy()
  await engine.deleteProject('reeve-taaaaaaaaaaaa')
  expect(await copy.getProject('reeve-taaaaaaaaaaaa')).toBeDefined()
})

test('an engine that is down changes nothing and says that it may be tried again', async () => {
  const engine = new FakeEngine()
  engine.down = true
  await expect(engine.createProject({ name: 'reeve-taaaaaaaaaaaa', description: '', config: {} })).rejects.toMatchObject({
    code: 'unavailable',
  })
  expect(engine.calls).toEqual([])
})
