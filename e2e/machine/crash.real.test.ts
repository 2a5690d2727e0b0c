import { afterAll, describe, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import { actionAtRest } from '../../contracts/states.ts'
import { engine, inside } from './support/engine.ts'
import { api } from './support/gate.ts'
import { get, until } from './support/http.ts'
import { approving, makeTenant, reeve, removeTenant, tryReeve } from './support/site.ts'

interface Named {
  id: string
  name: string
}
interface Action {
  id: string
  name: string
  state: string
}

/** Kills a supervised process with SIGKILL; its supervisor starts it again. */
const kill = async (zone: string, name: string) => (await inside(zone, ['s6-svc', '-k', `/etc/s6/services/${name}`])).status === 0

const names = async (path: string) => (await engine<{ name: string }[]>(path)).map((one) => one.name)
const actionsAtRest = async () => {
  const list = await reeve<Action[]>('action', 'list')
  return list.filter((action) => action.state === 'pending' || action.state === 'running')
}
const settled = () => until('every action at rest', actionsAtRest, (moving) => moving.length === 0, 90)

/** Returns while the deletion of this object is being carried out. It must not be over before anybody has seen it: nothing would be tried. */
async function underWay(tenant: string, object: string): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    const { items } = await api.actions.list.query({ tenant, limit: 20 })
    const deletion = items.find((action) => action.name === 'service.delete' && action.object === object)
    if (deletion?.state === 'running') return
    if (deletion !== undefined && deletion.state !== 'awaiting_approval' && actionAtRest(deletion.state))
      throw new Error(`the deletion was ${deletion.state} before it was seen`)
    if (Date.now() > end) throw new Error('the deletion did not begin within a minute')
    // As quickly as it answers: the deletion takes a moment only.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const victims = [
  { zone: 'backend', bundle: 'backend' },
  { zone: 'keep', bundle: 'door' },
  { zone: 'keep', bundle: 'services' },
  { zone: 'keep', bundle: 'gate' },
  { zone: 'gate', bundle: 'applier' },
  { zone: 'keep', bundle: 'guard' },
] as const

describe('kill -9 in the middle: an action ends done or undone, exactly once, and nothing is left over', () => {
  afterAll(() => removeTenant('crash'), 120_000)

  test.each(victims)('$bundle', { timeout: 300_000 }, async ({ zone, bundle }) => {
    await removeTenant('crash')
    const host = `${bundle}.crash.test`
    const tenant = await makeTenant('crash')
    const project = projectOf(tenant.id)

    const creating = tryReeve(
      'service',
      'create',
      '--tenant',
      'crash',
      '--kind',
      'webserver',
      '--name',
      'www',
      '--domain',
      host,
      '--no-wait',
    )
    expect(await kill(zone, bundle)).toBe(true)
    await creating
    await kill(zone, bundle)
    await until(
      'the command line answers',
      () => tryReeve('service', 'list', '--tenant', 'crash'),
      (outcome) => outcome.status === 0,
      90,
    )
    await settled()

    const services = await reeve<Named[]>('service', 'list', '--tenant', 'crash')
    // The request itself may have died with the backend before it was written down: then there is nothing at all, and it is asked again.
    if (services.length === 0) {
      expect(await names(`/1.0/instances?project=${project}&recursion=1`)).toEqual([])
      services.push(await reeve<Named>('service', 'create', '--tenant', 'crash', '--kind', 'webserver', '--name', 'www', '--domain', host))
    }
    expect(services).toHaveLength(1)
    const id = services[0]?.id as string
    expect(await names(`/1.0/instances?project=${project}&recursion=1`)).toEqual([id])
    expect(await names(`/1.0/storage-pools/reeve-data/volumes/custom?project=${project}&recursion=1`)).toEqual([id])
    expect(
      (
        await until(
          'the site answers',
          () => get(host),
          (answer) => answer.status !== 421 && answer.status !== 503,
          60,
        )
      ).status,
    ).toBeLessThan(500)

    const deleting = tryReeve('service', 'delete', id, ...approving)
    await underWay(tenant.id, id)
    await kill(zone, bundle)
    await deleting
    await until(
      'the command line answers',
      () => tryReeve('service', 'list', '--tenant', 'crash'),
      (outcome) => outcome.status === 0,
      90,
    )
    await settled()
    if ((await reeve<Named[]>('service', 'list', '--tenant', 'crash')).length > 0) await reeve('service', 'delete', id, ...approving)
    await settled()

    expect(await reeve<Named[]>('service', 'list', '--tenant', 'crash')).toEqual([])
    expect(await names(`/1.0/instances?project=${project}&recursion=1`)).toEqual([])
    expect(await names(`/1.0/storage-pools/reeve-data/volumes/custom?project=${project}&recursion=1`)).toEqual([])
    expect(
      (
        await until(
          'the route is gone',
          () => get(host),
          (answer) => answer.status === 421,
          30,
        )
      ).status,
    ).toBe(421)
    expect(await reeve('audit', 'verify')).toMatchObject({ whole: true })
  })
})
