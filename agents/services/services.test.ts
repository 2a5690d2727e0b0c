import { describe, expect, test } from 'vitest'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { restoreKey } from '../core/instance-keys.ts'
import { busyKey } from '../engine/awake.ts'
import { Ground, limits } from './testing/agent.ts'

const service = newId('s')
const errorOf = (code: string) => ({ error: { code, retry: false } })

describe('making and changing a service', () => {
  test('instances are made one after another, since the engine gives the same ids of the host to two at once', async () => {
    const ground = new Ground()
    const create = ground.engine.createInstance.bind(ground.engine)
    let now = 0
    const seen: number[] = []
    ground.engine.createInstance = async (project, spec) => {
      now += 1
      seen.push(now)
      await new Promise((resolve) => setImmediate(resolve))
      await create(project, spec)
      now -= 1
    }
    const agent = ground.agent()
    const names = ['one', 'two', 'three']
    const answers = await Promise.all(names.map((name) => agent.run(ground.apply(newId('s'), { name }), ground.facts(), () => undefined)))
    expect(answers.every((answer) => 'result' in answer)).toBe(true)
    expect(seen).toEqual([1, 1, 1])
  })

  test('a creation that an engine which died left half made is cleared away and made once more', async () => {
    const ground = new Ground()
    const { engine, project } = ground
    const { createInstance, writeFile } = engine
    engine.createInstance = async (...words) => {
      await createInstance.apply(engine, words)
      throw new ReeveError('unavailable', 'The engine does not answer.')
    }
    engine.writeFile = async () => {
      throw new ReeveError('internal', 'The engine failed.')
    }
    const action = ground.apply(service)
    expect(await ground.run(action)).toMatchObject({ error: { code: 'unavailable', retry: true } })
    expect((await engine.getInstance(project, service))?.name).toBe(service)
    Object.assign(engine, { createInstance })
    expect(await ground.run(action)).toMatchObject({ error: { code: 'unavailable', retry: true } })
    expect(ground.leftovers()).toEqual([])
    // Made anew and failing again: that is no matter of an engine that died.
    expect(await ground.run(action)).toMatchObject(errorOf('internal'))
    expect(ground.leftovers()).toEqual([])
    Object.assign(engine, { writeFile })
    expect(await ground.run(ground.apply(service))).toMatchObject({ result: { address: expect.any(String) } })
    expect(await engine.getInstance(project, service)).toMatchObject({ state: 'stopped' })
  })

  test('a new service is whole, quotaed, addressed and asleep', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    const instance = await ground.engine.getInstance(ground.project, service)
    expect(instance).toMatchObject({
      state: 'stopped',
      config: {
        'environment.REEVE_ADDRESS': '10.88.1.0/16',
        'limits.memory': '256MiB',
        'security.idmap.isolated': 'true',
        'user.reeve.generation': '1',
      },
      devices: {
        eth0: {
          network: 'rv-ten',
          hwaddr: '02:88:0a:58:01:00',
          host_name: 'rvt0100',
          'security.port_isolation': 'true',
        },
        data: { pool: 'reeve-data', source: service, path: '/srv' },
      },
    })
    expect((await ground.engine.getVolume(ground.project, 'reeve-data', service))?.config.size).toBe('1024MiB')
  })

  test('a service whose restore was not finished is neither given an empty volume nor started', async () => {
    const ground = new Ground()
    const { engine, project } = ground
    await ground.run(ground.apply(service))
    await engine.updateInstance(project, service, { config: { [restoreKey]: '{}' }, devices: { data: { type: 'none' } } })
    await engine.deleteVolume(project, 'reeve-data', service)
    expect(await ground.run(ground.apply(service, { generation: 2 }), ground.owned())).toMatchObject(errorOf('conflict'))
    const look = ground.action('files.list', { tenant: ground.tenant, service, path: '' })
    expect(await ground.run(look, ground.owned())).toMatchObject({ error: { code: 'unavailable' } })
    expect(await engine.getVolume(project, 'reeve-data', service)).toBeUndefined()
    expect((await engine.getInstance(project, service))?.state).toBe('stopped')
  })

  test('applying the same wish again changes nothing', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    const before = ground.engine.calls.length
    await ground.run(ground.apply(service), ground.owned())
    expect(ground.engine.calls.slice(before)).toEqual([])
  })

  test('an older generation is refused and changes nothing', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service, { generation: 3 }))
    const before = ground.engine.calls.length
    expect(await ground.run(ground.apply(service, { generation: 2 }), ground.owned())).toMatchObject(errorOf('stale_generation'))
    expect(ground.engine.calls.slice(before)).toEqual([])
  })

  test('kinds found by address get one of their own; no two services share any', async () => {
    const ground = new Ground()
    const places = []
    for (const kind of ['ssh', 'ssh', 'postgresql']) {
      const answer = await ground.run(ground.apply(newId('s'), { kind, config: {} }))
      places.push('result' in answer ? [answer.result.address, answer.result.ownAddress] : answer)
    }
    expect(places).toEqual([
      ['10.88.1.0', '10.87.16.1'],
      ['10.88.1.1', '10.87.16.2'],
      ['10.88.1.2', '10.87.16.3'],
    ])
  })

  test('an address that was given back rests while others are free', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    const input = { tenant: ground.tenant, service, generation: 2, name: 'shop', tenantName: 'acme', kind: 'webserver' }
    await ground.run(ground.action('service.delete', input), ground.owned())
    expect(await ground.run(ground.apply(newId('s')))).toMatchObject({ result: { address: '10.88.1.1' } })
  })

  test('an agent that lost its database takes the addresses that the keep knows, and never clears away what stands there', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    ground.db.exec('DELETE FROM services; DELETE FROM cursors')
    const facts = ground.facts({
      service: { tenant: ground.tenant, name: 'shop', kind: 'webserver', address: '10.88.7.7', ownAddress: null },
    })
    ground.engine.full = true
    expect(await ground.run(ground.apply(service, { generation: 2 }), facts)).toMatchObject(errorOf('storage_full'))
    expect(await ground.engine.getVolume(ground.project, 'reeve-data', service)).toBeDefined()
    ground.engine.full = false
    expect(await ground.run(ground.apply(service, { generation: 3 }), facts)).toMatchObject({ result: { address: '10.88.7.7' } })
  })

  test('a suspended tenant’s service is marked so that nobody wakes it', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service), ground.facts({ suspended: true }))
    expect((await ground.engine.getInstance(ground.project, service))?.config['user.reeve.suspended']).toBe('true')
  })

  test('what its own check refuses does not stay: files and limits are as before', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    await ground.engine.setState(ground.project, service, 'start')
    const picture = () => {
      const found = structuredClone(ground.engine.state.instances.get(`${ground.project}/${service}`))
      // Runs out by itself.
      delete found?.config[busyKey]
      return { ...found, files: [...(found?.files ?? [])].map(([path, file]) => [path, file.mode, Buffer.from(file.content).toString()]) }
    }
    const before = picture()
    ground.engine.onExec = ({ command }) => ({ status: command.argv[0] === 'nginx' ? 1 : 0, stdout: Buffer.alloc(0), stderr: 'no' })
    const resources = { cpus: 2, memoryMiB: 512, diskMiB: 2048, processes: 128 }
    const action = ground.apply(service, { generation: 2, config: { php: false }, resources })
    expect(await ground.run(action, ground.owned())).toMatchObject(errorOf('bad_input'))
    expect(picture()).toEqual(before)
    expect((await ground.engine.getVolume(ground.project, 'reeve-data', service))?.config.size).toBe('1024MiB')
  })

  test('settings that are in use already ask nothing of its processes: what they would refuse by now does not fail the wish', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    await ground.engine.setState(ground.project, service, 'start')
    const asked: string[] = []
    ground.engine.onExec = ({ command }) => {
      asked.push(command.argv[0] ?? '')
      return { status: 1, stdout: Buffer.alloc(0), stderr: 'no' }
    }
    expect(await ground.run(ground.apply(service, { generation: 2 }), ground.owned())).toHaveProperty('result')
    expect(asked).toEqual([])
    expect((await ground.engine.getInstance(ground.project, service))?.config['user.reeve.generation']).toBe('2')
    // Another wish was given up when its files were written: whether its processes have those nobody knows.
    await ground.engine.writeFile(ground.project, service, '/etc/reeve/nginx.conf', 'of another wish')
    expect(await ground.run(ground.apply(service, { generation: 3 }), ground.owned())).toMatchObject(errorOf('bad_input'))
    expect(asked).toContain('nginx')
  })

  test('a running VPS keeps the card that it has, whose address it knows; a stopped one gets the card that is wanted', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    const card = async () => (await ground.engine.getInstance(ground.project, service))?.devices.eth0
    const wanted = await card()
    const older = { type: 'nic', name: 'eth0', network: 'rv-ten', hwaddr: '02:88:0a:58:01:00', 'security.port_isolation': 'true' }
    await ground.engine.updateInstance(ground.project, service, { devices: { eth0: older } })
    ground.engine.onExec = () => ({ status: 0, stdout: Buffer.alloc(0), stderr: '' })
    await ground.engine.setState(ground.project, service, 'start')
    expect(await ground.run(ground.apply(service, { generation: 2 }), ground.owned())).toHaveProperty('result')
    expect(await card()).toEqual(older)
    await ground.engine.setState(ground.project, service, 'stop')
    expect(await ground.run(ground.apply(service, { generation: 3 }), ground.owned())).toHaveProperty('result')
    expect(await card()).toEqual(wanted)
  })

  test('a frozen service is thawed to be changed', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    await ground.engine.setState(ground.project, service, 'start')
    await ground.engine.setState(ground.project, service, 'freeze')
    ground.engine.onExec = () => ({ status: 0, stdout: Buffer.alloc(0), stderr: '' })
    expect(await ground.run(ground.apply(service, { generation: 2 }), ground.owned())).toHaveProperty('result')
    expect((await ground.engine.getState(ground.project, service))?.state).toBe('running')
  })
})

describe('a VPS that falls asleep at the wrong moment', () => {
  const changes = ['freeze', 'stop'] as const
  const ready = async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    await ground.engine.setState(ground.project, service, 'start')
    return ground
  }

  test.each(changes)('%s before the lease is seen: the action wakes it', async (change) => {
    const ground = await ready()
    const update = ground.engine.updateInstance.bind(ground.engine)
    ground.engine.updateInstance = async (project, name, changed) => {
      ground.engine.updateInstance = update
      await ground.engine.setState(project, name, change)
      await update(project, name, changed)
    }
    const list = ground.action('files.list', { tenant: ground.tenant, service, path: 'htdocs' })
    expect(await ground.run(list, ground.owned())).toHaveProperty('result')
  })

  test.each(changes)('%s just before a program runs: it runs all the same', async (change) => {
    const ground = await ready()
    const exec = ground.engine.exec.bind(ground.engine)
    let runs = 0
    ground.engine.exec = async (project, name, command) => {
      runs += 1
      if (runs === 1) await ground.engine.setState(project, name, change)
      return exec(project, name, command)
    }
    const list = ground.action('files.list', { tenant: ground.tenant, service, path: 'htdocs' })
    expect(await ground.run(list, ground.owned())).toHaveProperty('result')
    runs = 0
    ground.engine.onExec = () => ({ status: 0, stdout: Buffer.alloc(0), stderr: '' })
    expect(await ground.run(ground.apply(service, { generation: 2 }), ground.owned())).toHaveProperty('result')
  })
})

describe('refusals name what is wrong and leave nothing', () => {
  const cases: [string, (ground: Ground) => Parameters<Ground['run']>, string][] = [
    ['an unknown kind', (g) => [g.apply(service, { kind: 'gopher' })], 'unknown_kind'],
    ['a kind that is a property of every object', (g) => [g.apply(service, { kind: 'constructor' })], 'unknown_kind'],
    ['a setting that does not exist', (g) => [g.apply(service, { config: { raw: 'user root;' } })], 'bad_input'],
    ['a setting that is no number', (g) => [g.apply(service, { config: { maxBodyMiB: '1m; user root' } })], 'bad_input'],
    ['a path in an index file', (g) => [g.apply(service, { config: { index: ['../x'] } })], 'bad_input'],
    ['a tenant that the keep does not know', (g) => [g.apply(service), g.facts({ limits: null })], 'not_found'],
    ['more disk than the tenant has', (g) => [g.apply(service), g.facts({ limits: { ...limits, diskMiB: 512 } })], 'over_limit'],
    ['another tenant’s service', (g) => [g.apply(service), { ...g.owned(), service: { ...ownedByAnother } }], 'not_found'],
    ['another kind than it has', (g) => [g.apply(service), g.owned('ssh')], 'conflict'],
  ]
  const ownedByAnother = { tenant: newId('t'), name: 'shop', kind: 'webserver', address: null, ownAddress: null }
  test.each(cases)('%s', async (_, make, code) => {
    const ground = new Ground()
    expect(await ground.run(...make(ground))).toMatchObject(errorOf(code))
    expect(ground.leftovers()).toEqual([])
  })

  test('a missing image', async () => {
    const ground = new Ground()
    ground.engine.state.images.clear()
    expect(await ground.run(ground.apply(service))).toMatchObject(errorOf('image_missing'))
    ground.engine.state.images.set('reeve-kind-webserver', 'ab'.repeat(32))
    expect(await ground.run(ground.apply(service))).toHaveProperty('result')
  })

  test('a full pool', async () => {
    const ground = new Ground()
    ground.engine.full = true
    expect(await ground.run(ground.apply(service))).toMatchObject(errorOf('storage_full'))
    expect(ground.leftovers()).toEqual([])
  })

  test('a volume that appeared meanwhile is nobody’s to delete', async () => {
    const ground = new Ground()
    const create = ground.engine.createVolume.bind(ground.engine)
    ground.engine.createVolume = async (...args) => {
      await create(...args)
      return create(...args)
    }
    expect(await ground.run(ground.apply(service))).toMatchObject(errorOf('conflict'))
    expect(ground.engine.state.volumes.size).toBe(1)
  })

  test('an engine that is away, or a tenant that is not set up yet, is waited for', async () => {
    const ground = new Ground()
    ground.engine.down = true
    expect(await ground.run(ground.apply(service))).toMatchObject({ error: { code: 'unavailable', retry: true } })
    ground.engine.down = false
    ground.engine.state.projects.delete(ground.project)
    expect(await ground.run(ground.apply(service))).toMatchObject({ error: { code: 'unavailable', retry: true } })
  })

  test('deleting what was never made, or twice, is done', async () => {
    const ground = new Ground()
    const input = { tenant: ground.tenant, service, name: 'shop', tenantName: 'acme', kind: 'webserver' }
    for (const generation of [1, 2]) {
      expect(await ground.run(ground.action('service.delete', { ...input, generation }), ground.owned())).toHaveProperty('result')
    }
    ground.engine.state.projects.delete(ground.project)
    expect(await ground.run(ground.action('service.delete', { ...input, generation: 3 }), ground.owned())).toHaveProperty('result')
  })
})

describe('logs', () => {
  test('are the last lines, without anything that steers a terminal, and wake nobody', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    const ask = () => ground.run(ground.action('service.logs', { tenant: ground.tenant, service, lines: 2 }), ground.owned())
    expect(await ask()).toEqual({ result: { lines: [] } })
    await ground.engine.writeFile(ground.project, service, '/var/log/reeve/current', 'one\ntwo\n\u001b[31mthree\n')
    expect(await ask()).toEqual({ result: { lines: ['two', '\ufffd[31mthree'] } })
    expect((await ground.engine.getState(ground.project, service))?.state).toBe('stopped')
  })
})
