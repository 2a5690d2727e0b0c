import { describe, expect, test } from 'vitest'
import { newId } from '../../../contracts/ids.ts'
import { newSnapshotName } from '../../../contracts/snapshots.ts'
import { rehearsalOf } from '../../core/rehearsal.ts'
import { enumerateKills } from '../../core/testing/kills.ts'
import type { ExecOutcome } from '../../engine/client.ts'
import { Ground, limits } from '../testing/agent.ts'
import { sweepRehearsals } from './rehearse.ts'

const service = newId('s')
const copy = rehearsalOf(service)
const done: ExecOutcome = { status: 0, stdout: Buffer.alloc(0), stderr: '' }
const said = (answer: string): ExecOutcome => ({ ...done, stdout: Buffer.from(answer) })

/** A running website; `fails`: what a program on the copy says. */
async function ground(fails?: (argv: readonly string[]) => ExecOutcome | undefined) {
  const made = new Ground()
  await made.run(made.apply(service))
  await made.engine.setState(made.project, service, 'start')
  made.engine.onExec = ({ name, command }) => (name === copy ? fails?.(command.argv) : undefined) ?? said('200')
  const change = made.apply(service, { generation: 2, config: { php: false }, rehearse: true })
  const of = (name: string) => made.engine.state.instances.get(`${made.project}/${name}`)
  const left = () => [...made.engine.state.instances.keys(), ...made.engine.state.volumes.keys()].filter((key) => key.endsWith(copy))
  return { made, change, of, left, calls: made.engine.calls }
}
type Instance = ReturnType<Awaited<ReturnType<typeof ground>>['of']>
const shown = (instance: Instance) => ({
  state: instance?.state,
  config: { ...instance?.config },
  files: [...(instance?.files ?? [])].map(([path, { content }]) => [path, content.toString()]),
})
const refusing = (argv: readonly string[]) =>
  argv[0] === 'perl' ? undefined : { status: 1, stdout: Buffer.alloc(0), stderr: 'nginx: [emerg] unknown directive "lisen"' }

describe('a change of configuration that is tried on a copy first', () => {
  test('is done on the copy and then for real, and the copy is gone', async () => {
    const { made, change, of, left, calls } = await ground()
    const before = calls.length
    expect(await made.run(change, made.owned())).toMatchObject({ result: { address: '10.88.1.0' } })
    expect(left()).toEqual([])
    expect(of(service)?.files.get('/etc/reeve/php')?.content.toString()).toBe('')
    const names = calls.slice(before).map((call) => call.split(' ').slice(0, 2).join(' '))
    const at = (call: string) => names.indexOf(call)
    expect(at(`createInstance ${made.project}/${copy}`)).toBeGreaterThan(at(`copyVolume ${made.project}/${copy}`))
    expect(at(`deleteInstance ${made.project}/${copy}`)).toBeLessThan(at(`exec ${made.project}/${service}`))
  })

  test('reaches nobody meanwhile: the copy has no network card, host ids of its own, and no keys that the waker knows', async () => {
    const seen: unknown[] = []
    const { made, change, of } = await ground(() => {
      seen.push(structuredClone({ devices: of(copy)?.devices, config: of(copy)?.config }))
      return undefined
    })
    await made.run(change, made.owned())
    expect(seen[0]).toEqual({
      devices: { data: { type: 'disk', pool: 'reeve-data', source: copy, path: '/srv' } },
      config: expect.not.objectContaining({ 'user.reeve.service': expect.anything() }),
    })
    expect(seen[0]).toMatchObject({ config: { 'security.idmap.isolated': 'true', 'limits.memory': '256MiB' } })
  })

  test('and that its checker refuses changes nothing, and says why', async () => {
    const { made, change, of, left } = await ground(refusing)
    const before = shown(of(service))
    expect(await made.run(change, made.owned())).toMatchObject({
      error: {
        code: 'bad_input',
        message:
          'The rehearsal failed, nothing was changed. The service’s own check refused the configuration: nginx: [emerg] unknown directive "lisen".',
      },
    })
    expect(shown(of(service))).toEqual(before)
    expect(left()).toEqual([])
  })

  test('and that answers no client changes nothing', async () => {
    const { made, change, of, left } = await ground((argv) => (argv[0] === 'perl' ? said('0') : undefined))
    const before = shown(of(service))
    expect(await made.run(change, made.owned())).toMatchObject({
      error: { code: 'no_answer', message: 'The rehearsal failed, nothing was changed. The service started but does not answer.' },
    })
    expect(shown(of(service))).toEqual(before)
    expect(left()).toEqual([])
  })

  test('and that does not start changes nothing', async () => {
    const { made, change, left } = await ground()
    made.engine.broken.add(copy)
    expect(await made.run(change, made.owned())).toMatchObject({ error: { code: 'start_failed' } })
    expect(left()).toEqual([])
  })

  test('has a root from the image of today, not from the newest', async () => {
    const roots: unknown[] = []
    const { made, change, of } = await ground(() => void roots.push(of(copy)?.config['volatile.base_image']))
    const image = of(service)?.config['volatile.base_image'] ?? ''
    made.engine.state.built.set(image, {})
    made.engine.state.images.set('reeve-kind-webserver', 'cd'.repeat(32))
    await made.run(change, made.owned())
    expect(new Set(roots)).toEqual(new Set([image]))
  })

  test('is not tried when nothing of it could fail', async () => {
    const { made, calls } = await ground()
    const idle = { freezeAfterSeconds: 60, stopAfterSeconds: 600 }
    await made.run(made.apply(service, { generation: 2, idle, rehearse: true }), made.owned())
    expect(calls.some((call) => call.startsWith('copyVolume'))).toBe(false)
  })

  test('is counted against the limits: without room for the copy nothing is changed', async () => {
    const { made, change, left } = await ground()
    const facts = { ...made.owned(), limits: { ...limits, memoryMiB: 300 } }
    expect(await made.run(change, facts)).toMatchObject({
      error: { code: 'over_limit', message: expect.stringContaining('needs 256 MiB of memory, and 44 are left') },
    })
    expect(left()).toEqual([])
  })

  test('leaves no copy, wherever the agent is killed, whether it works or not', async () => {
    for (const fails of [undefined, refusing]) {
      const runs = await enumerateKills(async (killer) => {
        const { made, change, of, left } = await ground(fails)
        await made.agent(killer).run(change, made.owned(), () => undefined)
        const answer = await made.run(change, made.owned())
        expect('result' in answer).toBe(fails === undefined)
        expect(left()).toEqual([])
        expect(of(service)?.state).toBe('running')
      })
      expect(runs).toBeGreaterThan(15)
    }
  })

  test('whose action never comes again leaves nothing once the agent starts anew, wherever it was killed', async () => {
    let seen = 0
    await enumerateKills(async (killer) => {
      const { made, change, left } = await ground()
      await made.agent(killer).run(change, made.owned(), () => undefined)
      seen += left().length
      await sweepRehearsals(made.deps())
      expect(left()).toEqual([])
      expect(made.deps().records.rehearsals()).toEqual([])
    })
    expect(seen).toBeGreaterThan(5)
  })

  test('keeps no agent from starting while the engine is away, and is not forgotten', async () => {
    const { made, left } = await ground()
    made.deps().records.beginRehearsal(service, made.project)
    await made.engine.copyVolume(made.project, 'reeve-data', copy, { project: made.project, name: service })
    made.engine.down = true
    await sweepRehearsals(made.deps())
    expect(left()).toHaveLength(1)
    made.engine.down = false
    await sweepRehearsals(made.deps())
    expect(left()).toEqual([])
  })

  test('whose action never comes again leaves nothing once the service is changed or deleted', async () => {
    for (const next of ['change', 'delete'] as const) {
      const { made, left } = await ground()
      await made.engine.copyVolume(made.project, 'reeve-data', copy, { project: made.project, name: service })
      const gone = { tenant: made.tenant, service, generation: 3, name: 'shop', tenantName: 'acme', kind: 'webserver' }
      await made.run(next === 'change' ? made.apply(service, { generation: 3 }) : made.action('service.delete', gone), made.owned())
      expect(left()).toEqual([])
    }
  })
})

describe('going back to a snapshot that is tried on a copy first', () => {
  async function reverting(fails?: (argv: readonly string[]) => ExecOutcome | undefined) {
    const parts = await ground(fails)
    const { made } = parts
    const of = { tenant: made.tenant, service }
    const [snapshot, undo] = [newSnapshotName(), newSnapshotName()]
    await made.run(made.action('service.snapshot', { ...of, snapshot }), made.owned())
    const action = made.action('service.revert', { ...of, snapshot, undo, halted: false, rehearse: true })
    return { ...parts, action, result: { snapshot, undo } }
  }

  test('is done on the copy and then for real, wherever the agent is killed', async () => {
    await enumerateKills(async (killer) => {
      const { made, action, result, left, of } = await reverting()
      await made.agent(killer).run(action, made.owned(), () => undefined)
      expect(await made.run(action, made.owned())).toEqual({ result })
      expect(left()).toEqual([])
      expect(of(service)?.config['user.reeve.halted']).toBe('false')
    })
  })

  test('does not even stop the service when the old data does not work', async () => {
    const { made, action, left, of } = await reverting((argv) => (argv[0] === 'perl' ? said('0') : undefined))
    expect(await made.run(action, made.owned())).toMatchObject({ error: { code: 'no_answer' } })
    expect(of(service)).toMatchObject({ state: 'running', config: { 'user.reeve.halted': 'false' } })
    expect(left()).toEqual([])
  })
})
