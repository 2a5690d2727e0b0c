import { Readable, Writable } from 'node:stream'
import { expect, type TestAPI } from 'vitest'
import { ReeveError } from '../../../contracts/errors.ts'
import type { Engine } from '../client.ts'
import { type EngineEvent, rootImageKey } from '../objects.ts'

/** What a run of the contract needs of its surroundings. */
export interface Ground {
  engine: Engine
  /** A tenant's project that is not there yet, and an instance name that nobody has. */
  project: string
  name: string
  /** Names that stay free. */
  other: { project: string; name: string }
  imageAlias: string
  rootsPool: string
  dataPool: string
  bridge: string
  /** False on the fake: its programs do not run. */
  runs: boolean
}

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise
    return 'done'
  } catch (error) {
    if (error instanceof ReeveError) return error.code
    throw error
  }
}

/** The promises of `Engine`, held by the fake and by the engine itself: agents tested on the one work on the other. Runs in order. */
export function engineContract(test: TestAPI, ground: () => Ground): void {
  const spec = () => {
    const { name, imageAlias, rootsPool, dataPool, bridge } = ground()
    // The init of kinds' images does not start without.
    const address = { 'environment.REEVE_ADDRESS': '10.88.16.255/16', 'environment.REEVE_GATEWAY': '10.88.0.1' }
    const isolated = { 'security.idmap.isolated': 'true' }
    return {
      name,
      imageAlias,
      config: {
        'limits.cpu': '1',
        'limits.memory': '128MiB',
        'limits.processes': '100',
        'user.reeve.kind': 'web',
        ...isolated,
        ...address,
      },
      devices: {
        root: { type: 'disk', path: '/', pool: rootsPool, size: '1024MiB' },
        eth0: {
          type: 'nic',
          name: 'eth0',
          network: bridge,
          hwaddr: '02:88:0a:58:10:ff',
          host_name: 'rvt10ff',
          'security.port_isolation': 'true',
        },
        data: { type: 'disk', path: '/srv', pool: dataPool, source: name },
      },
    }
  }

  test('a project is made once, found, and changed key by key', async () => {
    const { engine, project, bridge, other } = ground()
    const config = {
      restricted: 'true',
      'restricted.networks.access': bridge,
      'restricted.containers.privilege': 'isolated',
      'restricted.snapshots': 'allow',
      'features.images': 'false',
      'features.networks': 'false',
      'features.profiles': 'true',
      'features.storage.volumes': 'true',
      'limits.instances': '1',
      'limits.memory': '512MiB',
      'limits.cpu': '2',
      'limits.processes': '300',
      'limits.disk': '4096MiB',
    }
    expect(await engine.getProject(project)).toBeUndefined()
    await engine.createProject({ name: project, description: 'contract', config })
    expect(await codeOf(engine.createProject({ name: project, description: 'contract', config }))).toBe('conflict')
    await engine.updateProject(project, { config: { 'limits.memory': '256MiB' } })
    expect(await engine.getProject(project)).toMatchObject({ name: project, config: { ...config, 'limits.memory': '256MiB' } })
    expect(await engine.listProjects()).toContain(project)
    expect(await codeOf(engine.updateProject(other.project, { config: {} }))).toBe('not_found')
  })

  test('the default profile holds the devices that it was given', async () => {
    const { engine, project, rootsPool } = ground()
    const devices = { root: { type: 'disk', path: '/', pool: rootsPool, size: '1024MiB' } }
    await engine.setDefaultProfile(project, devices)
    expect(await engine.getDefaultProfile(project)).toEqual({ devices })
  })

  test('a volume has its quota and is made once', async () => {
    const { engine, project, dataPool, name, other } = ground()
    expect(await engine.getVolume(project, dataPool, name)).toBeUndefined()
    await engine.createVolume(project, dataPool, { name, sizeMiB: 512 })
    expect(await codeOf(engine.createVolume(project, dataPool, { name, sizeMiB: 512 }))).toBe('conflict')
    await engine.resizeVolume(project, dataPool, name, 1024)
    expect((await engine.getVolume(project, dataPool, name))?.config.size).toBe('1024MiB')
    // Null until the pool has counted it.
    expect((await engine.getVolumeUse(project, dataPool, name)) ?? 0).toBeLessThan(1_048_576)
    expect((await engine.listVolumes(project, dataPool)).map((volume) => volume.name)).toEqual([name])
    expect(await codeOf(engine.createVolume(project, dataPool, { name: other.name, sizeMiB: 100_000 }))).toBe('over_limit')
  })

  test('an image is found by its alias, and a missing one has its own error', async () => {
    const { engine, project, imageAlias } = ground()
    expect((await engine.getImage(project, imageAlias))?.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(await engine.getImage(project, 'reeve-kind-nothing')).toBeUndefined()
    expect(await codeOf(engine.createInstance(project, { ...spec(), imageAlias: 'reeve-kind-nothing' }))).toBe('image_missing')
  })

  test('a restricted project refuses power', async () => {
    const { engine, project, bridge } = ground()
    const made = spec()
    const attempt = (config: object, devices: object) =>
      codeOf(engine.createInstance(project, { ...made, config: { ...made.config, ...config }, devices: { ...made.devices, ...devices } }))
    expect(await attempt({ 'security.privileged': 'true' }, {})).toBe('forbidden')
    expect(await attempt({ 'security.idmap.isolated': 'false' }, {})).toBe('forbidden')
    expect(await attempt({ 'security.idmap.size': '4000000' }, {})).toBe('forbidden')
    expect(await attempt({ 'raw.lxc': 'lxc.mount.auto = sys:rw' }, {})).toBe('forbidden')
    expect(await attempt({}, { host: { type: 'disk', source: '/etc', path: '/mnt' } })).toBe('forbidden')
    expect(await attempt({}, { eth0: { type: 'nic', nictype: 'bridged', parent: bridge } })).toBe('forbidden')
    expect(await engine.listInstances(project)).toEqual([])
  })

  test('an instance is made once, within the limits, and found', async () => {
    const { engine, project, name, other } = ground()
    await engine.createInstance(project, spec())
    expect(await codeOf(engine.createInstance(project, spec()))).toBe('conflict')
    expect(await engine.getInstance(project, name)).toMatchObject({ project, name, state: 'stopped', config: { 'user.reeve.kind': 'web' } })
    expect((await engine.listInstances()).map((instance) => `${instance.project}/${instance.name}`)).toContain(`${project}/${name}`)
    const { data: _, ...without } = spec().devices
    expect(await codeOf(engine.createInstance(project, { ...spec(), name: other.name, devices: without }))).toBe('over_limit')
    expect(await engine.getInstance(project, other.name)).toBeUndefined()
  })

  test('keys are set one by one, and an empty value removes one', async () => {
    const { engine, project, name, other } = ground()
    await engine.updateInstance(project, name, { config: { 'user.reeve.generation': '2', 'user.reeve.kind': '' } })
    const found = await engine.getInstance(project, name)
    expect(found).toMatchObject({
      config: { 'user.reeve.generation': '2', 'limits.memory': '128MiB' },
      devices: { data: { path: '/srv' } },
    })
    expect(found?.config['user.reeve.kind'] ?? '').toBe('')
    expect(await codeOf(engine.updateInstance(project, name, { config: { 'limits.memory': '1024MiB' } }))).toBe('over_limit')
    expect(await codeOf(engine.updateInstance(project, other.name, { config: {} }))).toBe('not_found')
  })

  test('states: each change is done also when it was done before', async () => {
    const { engine, project, name, other } = ground()
    expect(await codeOf(engine.setState(project, name, 'freeze'))).toBe('conflict')
    await engine.setState(project, name, 'kill')
    for (const change of [
      'start',
      'start',
      'freeze',
      'freeze',
      'unfreeze',
      'unfreeze',
      'freeze',
      'start',
      'freeze',
      'kill',
      'kill',
      'start',
    ] as const) {
      await engine.setState(project, name, change)
      const wanted = { start: 'running', unfreeze: 'running', freeze: 'frozen', kill: 'stopped' }[change]
      expect((await engine.getState(project, name))?.state, change).toBe(wanted)
    }
    expect(await codeOf(engine.setState(project, other.name, 'start'))).toBe('not_found')
    expect(await engine.getState(project, other.name)).toBeUndefined()
  })

  test('files go in and out', async () => {
    const { engine, project, name } = ground()
    await engine.makeFolder(project, name, '/srv/folder')
    await engine.makeFolder(project, name, '/srv/folder')
    await engine.writeFile(project, name, '/srv/folder/file', 'one')
    await engine.writeFile(project, name, '/srv/folder/file', 'two')
    expect((await engine.readFile(project, name, '/srv/folder/file'))?.toString()).toBe('two')
    expect(await engine.readFile(project, name, '/srv/folder/nothing')).toBeUndefined()
    expect(await engine.readFile(project, name, '/srv/folder')).toBeUndefined()
    expect(await codeOf(engine.readFile(project, name, '/srv/folder/file', 2))).toBe('too_large')
    // Only keys of licences are ever removed.
    const key = '/etc/reeve/licences/contract'
    await engine.makeFolder(project, name, '/etc/reeve/licences')
    await engine.writeFile(project, name, key, 'key', { uid: 1000, gid: 1000, mode: 0o400 })
    expect((await engine.readFile(project, name, key))?.toString()).toBe('key')
    await engine.removeFile(project, name, key)
    await engine.removeFile(project, name, key)
    expect(await engine.readFile(project, name, key)).toBeUndefined()
  })

  test('snapshots of root and volume are made, listed, put back and removed', async () => {
    const { engine, project, name, dataPool } = ground()
    for (const of of [{ instance: name }, { pool: dataPool, volume: name }]) {
      await engine.createSnapshot(project, of, 'before')
      expect(await codeOf(engine.createSnapshot(project, of, 'before'))).toBe('conflict')
      expect((await engine.listSnapshots(project, of)).map((snapshot) => snapshot.name)).toEqual(['before'])
    }
    // The engine itself lists snapshots among the volumes.
    expect((await engine.listVolumes(project, dataPool)).map((volume) => volume.name)).toEqual([name])
    await engine.setState(project, name, 'kill')
    for (const of of [{ instance: name }, { pool: dataPool, volume: name }]) {
      await engine.restoreSnapshot(project, of, 'before')
      expect(await codeOf(engine.restoreSnapshot(project, of, 'never'))).toBe('not_found')
      await engine.deleteSnapshot(project, of, 'before')
      await engine.deleteSnapshot(project, of, 'before')
      expect(await engine.listSnapshots(project, of)).toEqual([])
    }
    expect(await codeOf(engine.exec(project, name, { argv: ['/bin/true'] }))).toBe('conflict')
    await engine.setState(project, name, 'start')
  })

  test('a root is made anew from exactly one image, and says so', async () => {
    const { engine, project, name, imageAlias } = ground()
    const fingerprint = (await engine.getImage(project, imageAlias))?.fingerprint ?? ''
    expect((await engine.findImage(project, fingerprint))?.fingerprint).toBe(fingerprint)
    expect(await engine.findImage(project, '0'.repeat(64))).toBeUndefined()
    // While it runs: what serves the files of a stopped one holds its root for some seconds more.
    await engine.writeFile(project, name, '/etc/marker', 'of the root before')
    await engine.setState(project, name, 'kill')
    for (let time = 0; time < 2; time += 1) await engine.rebuildInstance(project, name, fingerprint)
    expect(await engine.readFile(project, name, '/etc/marker')).toBeUndefined()
    expect((await engine.getInstance(project, name))?.config[rootImageKey]).toBe(fingerprint)
    expect(await codeOf(engine.rebuildInstance(project, name, '0'.repeat(64)))).toBe('image_missing')
    await engine.setState(project, name, 'start')
  })

  test('programs get their input and give status and both outputs', async () => {
    const { engine, project, name, runs } = ground()
    if (!runs) return expect(await engine.exec(project, name, { argv: ['/bin/true'] })).toMatchObject({ status: 0 })
    const script = 'cat; echo "$WORD" >&2; exit 3'
    const outcome = await engine.exec(project, name, { argv: ['/bin/sh', '-c', script], stdin: 'hello', environment: { WORD: 'there' } })
    expect([outcome.status, outcome.stdout.toString(), outcome.stderr]).toEqual([3, 'hello', 'there\n'])
    // Large both ways at once, in pieces, against a slow reader.
    const piece = Buffer.alloc(65_536, 'x')
    let received = 0
    const slow = new Writable({
      highWaterMark: 1,
      write(bytes: Buffer, _encoding, done) {
        received += bytes.length
        setImmediate(done)
      },
    })
    await engine.exec(project, name, { argv: ['/bin/cat'], stdin: Readable.from(Array.from({ length: 200 }, () => piece)), stdout: slow })
    expect(received).toBe(200 * piece.length)
    // A program that does not read its input.
    const deaf = Readable.from(Array.from({ length: 200 }, () => piece))
    expect((await engine.exec(project, name, { argv: ['/bin/true'], stdin: deaf })).status).toBe(0)
    expect(await codeOf(engine.exec(project, name, { argv: ['/bin/sleep', '1000'], timeoutMs: 300 }))).toBe('timeout')
    const signal = AbortSignal.timeout(300)
    expect(await codeOf(engine.exec(project, name, { argv: ['/bin/sleep', '1000'], signal }))).toBe('conflict')
    expect(await codeOf(engine.exec(project, name, { argv: ['/bin/true'], signal }))).toBe('conflict')
    expect(await codeOf(engine.exec(project, name, { argv: ['/bin/cat', '/dev/zero'], maxOutputBytes: 100_000 }))).toBe('too_large')
  })

  test('changes of state are told while one watches', async () => {
    const { engine, project, name } = ground()
    const stop = new AbortController()
    const seen: string[] = []
    const note = (event: EngineEvent) => {
      if (event.name === name && event.project === project) seen.push(event.action)
    }
    const { watching } = await new Promise<{ watching: Promise<void> }>((resolve) => {
      const started = engine.watch(note, stop.signal, () => queueMicrotask(() => resolve({ watching: started })))
    })
    await engine.setState(project, name, 'freeze')
    await engine.setState(project, name, 'unfreeze')
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual(['instance-paused', 'instance-resumed'])
    stop.abort()
    await watching
  })

  test('the machine is described', async () => {
    const { engine, dataPool } = ground()
    const machine = await engine.getMachine(dataPool)
    expect(machine.memoryMiB).toBeGreaterThan(machine.memoryFreeMiB)
    expect(machine.poolMiB).toBeGreaterThan(0)
  })

  test('what is on a volume is told, and nothing of one that is not there', async () => {
    const { engine, project, name, other, dataPool } = ground()
    // Null until the pool has counted it.
    expect(await engine.getVolumeUse(project, dataPool, name)).not.toBeUndefined()
    expect(await engine.getVolumeUse(project, dataPool, other.name)).toBeUndefined()
  })

  test('the counters of running instances are text', async () => {
    const { engine, runs } = ground()
    // The engine keeps them for some seconds: what has just fallen asleep may still stand there.
    const text = await engine.readMetrics()
    if (runs) expect(text).toMatch(/^incus_cpu_seconds_total\{/m)
  })

  test('what is in use is not removed, what is gone stays gone', async () => {
    const { engine, project, name, dataPool } = ground()
    expect(await codeOf(engine.deleteInstance(project, name))).toBe('conflict')
    expect(await codeOf(engine.deleteVolume(project, dataPool, name))).toBe('conflict')
    expect(await codeOf(engine.deleteProject(project))).toBe('conflict')
    await engine.setState(project, name, 'kill')
    for (let time = 0; time < 2; time += 1) {
      await engine.deleteInstance(project, name)
      await engine.deleteVolume(project, dataPool, name)
      await engine.deleteProject(project)
    }
    expect(await engine.getProject(project)).toBeUndefined()
    expect(await codeOf(engine.createVolume(project, dataPool, { name, sizeMiB: 64 }))).toBe('not_found')
  })
}
