import { describe, expect, test } from 'vitest'
import { newId } from '../../../contracts/ids.ts'
import type { ExecOutcome } from '../../engine/client.ts'
import { Ground } from '../testing/agent.ts'
import { readStatus } from './processes.ts'

const service = newId('s')
const ok = (text = ''): ExecOutcome => ({ status: 0, stdout: Buffer.from(text), stderr: '' })

/** A supervisor in memory: processes by name with their number, 0 when down. */
class Supervisor {
  readonly pids = new Map([
    ['nginx', 20],
    ['php', 21],
  ])
  /** Ends again whenever it is looked at. */
  flapping = ''
  refuses = ''
  readonly said: string[] = []
  exec = ({ command: { argv } }: { command: { argv: readonly string[] } }): ExecOutcome => {
    const name = argv.at(-1)?.split('/').at(-1) ?? ''
    if (argv[0] === 's6-svstat') {
      if (name === this.flapping) this.pids.set(name, (this.pids.get(name) ?? 0) + 100)
      const pid = this.pids.get(name) ?? 0
      return ok(pid === 0 ? 'false -1 9\n' : `true ${pid} 9\n`)
    }
    this.said.push(argv.join(' '))
    if (argv[0] === this.refuses)
      return { status: 1, stdout: Buffer.alloc(0), stderr: 'nginx: [emerg] unknown directive "x"\nnginx: failed' }
    if (argv[0] === 's6-svc' && argv.includes('-r')) this.pids.set(name, (this.pids.get(name) ?? 0) + 1000)
    return ok()
  }
}

async function ground(state: 'running' | 'frozen' | 'stopped' = 'running', halted = false) {
  const made = new Ground()
  const supervisor = new Supervisor()
  made.engine.onExec = supervisor.exec
  await made.run(made.apply(service, { halted }))
  if (state !== 'stopped') await made.engine.setState(made.project, service, 'start')
  if (state === 'frozen') await made.engine.setState(made.project, service, 'freeze')
  const act = (name: 'service.restart' | 'service.reload' | 'service.processes', facts = made.owned()) =>
    made.run(made.action(name, { tenant: made.tenant, service }), facts)
  const stateNow = () => made.engine.state.instances.get(`${made.project}/${service}`)?.state
  return { made, supervisor, act, stateNow }
}

describe('restart', () => {
  test.each(['running', 'frozen'] as const)(
    'of a %s service: checked first, then each process that is up, the last first',
    async (state) => {
      const { supervisor, act } = await ground(state)
      expect(await act('service.restart')).toEqual({ result: {} })
      const restarts = supervisor.said.filter((line) => line.startsWith('s6-svc'))
      expect(restarts).toEqual(['s6-svc -wr -T 20000 -r /etc/s6/services/php', 's6-svc -wr -T 20000 -r /etc/s6/services/nginx'])
      expect(supervisor.said[0]).toMatch(/^nginx -t/)
    },
  )

  test('leaves a process alone that is down, as PHP is where it is off', async () => {
    const { supervisor, act } = await ground()
    supervisor.pids.set('php', 0)
    expect(await act('service.restart')).toEqual({ result: {} })
    expect(supervisor.said.filter((line) => line.startsWith('s6-svc'))).toHaveLength(1)
  })

  test('of a sleeping service starts it', async () => {
    const { supervisor, act, stateNow } = await ground('stopped')
    expect(await act('service.restart')).toEqual({ result: {} })
    expect(stateNow()).toBe('running')
    expect(supervisor.said).toEqual([])
  })

  test('does not happen when the configuration is refused, and says what the checker said', async () => {
    const { supervisor, act } = await ground()
    supervisor.refuses = 'nginx'
    expect(await act('service.restart')).toMatchObject({
      error: {
        code: 'bad_input',
        message: 'The service’s own check refused the configuration: nginx: [emerg] unknown directive "x". Nothing was restarted.',
      },
    })
    expect(supervisor.said.filter((line) => line.startsWith('s6-svc'))).toEqual([])
  })

  test('that leaves a process which ends again and again has failed', async () => {
    const { supervisor, act } = await ground()
    supervisor.flapping = 'nginx'
    expect(await act('service.restart')).toMatchObject({
      error: { code: 'start_failed', message: expect.stringContaining('nginx ends again') },
    })
  })

  test.each([
    ['halted', true, false],
    ['suspended', false, true],
  ])('of what is %s is refused', async (code, halted, suspended) => {
    const { made, act, stateNow } = await ground('stopped', halted)
    expect(await act('service.restart', { ...made.owned(), suspended })).toMatchObject({ error: { code } })
    expect(stateNow()).toBe('stopped')
  })
})

describe('reload', () => {
  test('checks, then lets the kind’s own way do it', async () => {
    const { supervisor, act } = await ground()
    expect(await act('service.reload')).toEqual({ result: {} })
    expect(supervisor.said.at(-1)).toBe('s6-svc -h /etc/s6/services/nginx')
  })
  test('of a sleeping service is for its next wake', async () => {
    const { act, stateNow } = await ground('stopped')
    expect(await act('service.reload')).toMatchObject({ error: { code: 'conflict', message: expect.stringContaining('sleeps') } })
    expect(stateNow()).toBe('stopped')
  })
})

describe('processes', () => {
  test('are as the supervisor sees them', async () => {
    const { supervisor, act } = await ground()
    supervisor.pids.set('php', 0)
    expect(await act('service.processes')).toEqual({
      result: {
        power: 'running',
        processes: [
          { name: 'nginx', up: true, pid: 20, seconds: 9 },
          { name: 'php', up: false, pid: null, seconds: 9 },
        ],
      },
    })
  })
  test('of a sleeping service are down, and nobody wakes it', async () => {
    const { act, stateNow } = await ground('stopped')
    expect(await act('service.processes')).toMatchObject({ result: { power: 'stopped', processes: [{ up: false }, { up: false }] } })
    expect(stateNow()).toBe('stopped')
  })
  test('a line that nobody understands is no answer', () => {
    expect(() => readStatus('nginx', 'true x')).toThrow('nobody understands')
  })
})

describe('a service that its owner stops', () => {
  test.each(['running', 'frozen'] as const)('is marked first, then stopped, when it is %s', async (state) => {
    const { made, supervisor, stateNow } = await ground(state)
    const before = made.engine.calls.length
    expect(await made.run(made.apply(service, { generation: 2, halted: true }), made.owned())).toHaveProperty('result')
    expect(stateNow()).toBe('stopped')
    const instance = made.engine.state.instances.get(`${made.project}/${service}`)
    expect(instance?.config['user.reeve.halted']).toBe('true')
    const calls = made.engine.calls.slice(before).map((call) => call.split(' ')[0])
    expect(calls.lastIndexOf('updateInstance')).toBeLessThan(calls.indexOf('stop'))
    expect(supervisor.said).toEqual([])
  })

  test('may be started again', async () => {
    const { made, stateNow } = await ground('stopped', true)
    expect(await made.run(made.apply(service, { generation: 2 }), made.owned())).toHaveProperty('result')
    expect(made.engine.state.instances.get(`${made.project}/${service}`)?.config['user.reeve.halted']).toBe('false')
    expect(stateNow()).toBe('stopped')
  })
})
