import { describe, expect, test } from 'vitest'
import { newId } from '../../../contracts/ids.ts'
import type { Resources } from '../../../contracts/limits.ts'
import { enumerateKills } from '../../core/testing/kills.ts'
import { Ground } from '../testing/agent.ts'

const service = newId('s')
const usual: Resources = { cpus: 1, memoryMiB: 256, diskMiB: 1024, processes: 128 }
const rated: Resources = { ...usual, cpuPercent: 50, ioMiBps: 20, networkMbps: 100 }

async function running(resources = usual): Promise<Ground> {
  const ground = new Ground()
  ground.engine.onExec = () => ({ status: 0, stdout: Buffer.alloc(0), stderr: '' })
  await ground.run(ground.apply(service, { resources }))
  await ground.engine.setState(ground.project, service, 'start')
  return ground
}
const instanceOf = (ground: Ground) => ground.engine.state.instances.get(`${ground.project}/${service}`)
const resize = (ground: Ground, resources: Resources, generation = 2) =>
  ground.run(ground.apply(service, { generation, resources }), ground.owned())
const sizeOf = async (ground: Ground) => (await ground.engine.getVolume(ground.project, 'reeve-data', service))?.config.size

describe('a running service', () => {
  test('gets more and less of everything without being stopped', async () => {
    const ground = await running()
    const more = { ...rated, cpus: 2, memoryMiB: 512, diskMiB: 2048, processes: 256 }
    const before = ground.engine.calls.length
    expect(await resize(ground, more)).toHaveProperty('result.refused', [])
    expect(instanceOf(ground)).toMatchObject({
      state: 'running',
      config: { 'limits.cpu': '2', 'limits.cpu.allowance': '50ms/100ms', 'limits.memory': '512MiB', 'limits.processes': '256' },
      devices: {
        eth0: { 'limits.ingress': '100Mbit', 'limits.egress': '100Mbit' },
        data: { 'limits.read': '20MiB', 'limits.write': '20MiB' },
      },
    })
    expect(await sizeOf(ground)).toBe('2048MiB')
    expect(await resize(ground, usual, 3)).toHaveProperty('result')
    const now = instanceOf(ground)
    expect(now?.config['limits.memory']).toBe('256MiB')
    expect(now?.config).not.toHaveProperty(['limits.cpu.allowance'])
    expect(Object.keys({ ...now?.devices.eth0, ...now?.devices.data }).filter((key) => key.startsWith('limits.'))).toEqual([])
    expect(ground.engine.calls.slice(before).filter((call) => /^(stop|kill|start|freeze) /.test(call))).toEqual([])
  })

  test.each([
    ['memory that it holds', { memoryMiB: 128 }, 'php-fpm 196 MiB'],
    ['processes that it runs', { processes: 32 }, 'php-fpm 40'],
    ['disk that is full', { diskMiB: 512 }, '600 MiB on the disk'],
  ])('keeps %s, and nothing is changed', async (_, less, words) => {
    const ground = await running()
    const line = (pid: number) => `/proc/${pid}/status:Name:\tphp-fpm\n/proc/${pid}/status:RssAnon:\t5000 kB\n`
    const programs = Array.from({ length: 40 }, (_, index) => line(index + 10)).join('')
    ground.engine.onExec = ({ command }) => ({
      status: 0,
      stdout: Buffer.from(command.argv[0] === 'find' ? programs : ''),
      stderr: '',
    })
    ground.engine.volumeUses.set(service, 600 * 1_048_576)
    const before = structuredClone(instanceOf(ground)?.devices)
    const answer = await resize(ground, { ...usual, cpus: 2, ...less })
    expect(answer).toMatchObject({ error: { code: 'conflict', message: expect.stringContaining(words) } })
    expect(instanceOf(ground)).toMatchObject({ state: 'running', config: { 'limits.cpu': '1', 'limits.memory': '256MiB' } })
    expect(instanceOf(ground)?.devices).toEqual(before)
    expect(await sizeOf(ground)).toBe('1024MiB')
  })

  test('a machine that cannot limit a rate says so, and all other limits hold', async () => {
    const ground = await running()
    ground.engine.missing.add('limits.read')
    const answer = await resize(ground, { ...rated, memoryMiB: 512 })
    expect(answer).toMatchObject({ result: { refused: [expect.stringContaining('cannot limit how fast disks are read')] } })
    expect(instanceOf(ground)).toMatchObject({
      config: { 'limits.memory': '512MiB', 'limits.cpu.allowance': '50ms/100ms' },
      devices: { eth0: { 'limits.egress': '100Mbit' } },
    })
    expect(instanceOf(ground)?.devices.data).not.toHaveProperty(['limits.read'])
    await ground.engine.setState(ground.project, service, 'stop')
    await expect(ground.engine.setState(ground.project, service, 'start')).resolves.toBeUndefined()
  })

  test('is resized to the end, wherever the agent is killed', async () => {
    await enumerateKills(async (killer) => {
      const ground = await running()
      const action = ground.apply(service, { generation: 2, resources: { ...rated, memoryMiB: 128 } })
      await ground.agent(killer).run(action, ground.owned(), () => undefined)
      expect(await ground.run(action, ground.owned())).toHaveProperty('result.refused', [])
      expect(instanceOf(ground)).toMatchObject({
        state: 'running',
        config: { 'limits.memory': '128MiB', 'user.reeve.generation': '2' },
        devices: { eth0: { 'limits.egress': '100Mbit' }, data: { 'limits.write': '20MiB' } },
      })
    })
  })
})

describe('low ports', () => {
  const fileOf = (ground: Ground) => instanceOf(ground)?.files.get('/etc/reeve/first-port')?.content.toString()
  const opened = (ground: Ground) => ground.engine.calls.filter((call) => call.endsWith('/usr/lib/reeve/first-port')).length
  const apply = (ground: Ground, generation: number, firstPort?: number) =>
    ground.run(ground.apply(service, { generation, firstPort }), ground.owned())

  test('are opened to a running service and closed again, at once and for its next start', async () => {
    const ground = await running()
    expect(await apply(ground, 2, 80)).toHaveProperty('result')
    expect([fileOf(ground), opened(ground)]).toEqual(['80\n', 1])
    expect(await apply(ground, 3, 80)).toHaveProperty('result')
    expect(opened(ground)).toBe(1)
    expect(await apply(ground, 4)).toHaveProperty('result')
    expect([fileOf(ground), opened(ground)]).toEqual(['', 2])
  })

  test('wait in the file while it sleeps', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service, { firstPort: 443 }))
    expect([fileOf(ground), opened(ground)]).toEqual(['443\n', 0])
  })

  test('that an older image cannot open are refused, and nothing is changed', async () => {
    const ground = await running()
    ground.engine.onExec = ({ command }) => ({
      status: command.argv[0] === '/usr/lib/reeve/first-port' ? 127 : 0,
      stdout: Buffer.alloc(0),
      stderr: '',
    })
    expect(await apply(ground, 2, 80)).toMatchObject({ error: { code: 'conflict', message: expect.stringContaining('image is too old') } })
    expect(instanceOf(ground)?.config['user.reeve.first-port']).toBe('none')
    expect(fileOf(ground)).toBe('')
  })
})

describe('a service that sleeps', () => {
  test('is started once to see whether this machine can limit rates; the next one is not', async () => {
    const ground = new Ground()
    ground.engine.missing.add('limits.read')
    const agent = ground.agent()
    const make = (id: string, name: string) => agent.run(ground.apply(id, { name, resources: rated }), ground.facts(), () => undefined)
    const refused = [expect.stringContaining('how fast disks')]
    expect(await make(service, 'shop')).toMatchObject({ result: { refused } })
    expect(instanceOf(ground)).toMatchObject({ state: 'running', devices: { eth0: { 'limits.egress': '100Mbit' } } })
    expect(instanceOf(ground)?.devices.data).not.toHaveProperty(['limits.read'])
    const other = newId('s')
    expect(await make(other, 'blog')).toMatchObject({ result: { refused } })
    const second = ground.engine.state.instances.get(`${ground.project}/${other}`)
    expect(second).toMatchObject({ state: 'stopped', devices: { eth0: { 'limits.egress': '100Mbit' } } })
  })

  test('that does not start is made all the same, without the rates', async () => {
    const ground = new Ground()
    ground.engine.broken.add(service)
    expect(await ground.run(ground.apply(service, { resources: rated }))).toHaveProperty('result')
    expect(instanceOf(ground)?.devices.eth0).not.toHaveProperty(['limits.egress'])
  })

  test('gives memory back without being woken', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    expect(await resize(ground, { ...usual, memoryMiB: 64 })).toHaveProperty('result')
    expect(instanceOf(ground)).toMatchObject({ state: 'stopped', config: { 'limits.memory': '64MiB' } })
  })
})

describe('what a service uses', () => {
  const ask = (ground: Ground) => ground.run(ground.action('service.usage', { tenant: ground.tenant, service }), ground.owned())

  test('is told with what its programs hold', async () => {
    const ground = await running()
    ground.engine.uses.set(service, { memoryBytes: 50_000_000, processes: 7, receivedBytes: 10, sentBytes: 20 })
    ground.engine.volumeUses.set(service, 1234)
    ground.engine.onExec = ({ command }) => ({
      status: 0,
      stdout: Buffer.from(command.argv[0] === 'find' ? '/proc/7/status:Name:\tnginx\n/proc/7/status:RssAnon:\t4 kB\n' : ''),
      stderr: '',
    })
    expect(await ask(ground)).toMatchObject({
      result: {
        power: 'running',
        memoryBytes: 50_000_000,
        heldBytes: 4096,
        processes: 7,
        receivedBytes: 10,
        sentBytes: 20,
        diskBytes: 1234,
        programs: [{ name: 'nginx', count: 1, memoryBytes: 4096 }],
      },
    })
  })

  test('is nothing but disk while it sleeps, and nobody wakes it', async () => {
    const ground = await running()
    await ground.engine.setState(ground.project, service, 'stop')
    expect(await ask(ground)).toMatchObject({ result: { power: 'stopped', memoryBytes: 0, heldBytes: null, processes: 0, programs: [] } })
    expect(instanceOf(ground)?.state).toBe('stopped')
  })

  test('falling asleep while one looks is no failure', async () => {
    const ground = await running()
    const exec = ground.engine.exec.bind(ground.engine)
    ground.engine.exec = async (...args) => {
      await ground.engine.setState(ground.project, service, 'freeze')
      return exec(...args)
    }
    expect(await ask(ground)).toMatchObject({ result: { heldBytes: null, programs: [] } })
  })
})
