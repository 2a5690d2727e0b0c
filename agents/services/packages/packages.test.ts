import { describe, expect, test } from 'vitest'
import type { ActionInput } from '../../../contracts/actions.ts'
import { newId } from '../../../contracts/ids.ts'
import { heldKey } from '../../core/instance-keys.ts'
import { enumerateKills } from '../../core/testing/kills.ts'
import type { ExecCommand } from '../../engine/client.ts'
import type { FakeInstance } from '../../engine/fake-state.ts'
import { Ground } from '../testing/agent.ts'
import { isChanging, packagesOf } from './keys.ts'

const service = newId('s')
const old = 'ab'.repeat(32)
const fresh = 'cd'.repeat(32)

/** dpkg and apt of a VPS, as far as the agent uses them. An archive is the name of its package; what is installed is a file in its root. */
function programs(files: FakeInstance['files'], { argv }: ExecCommand, failing: ReadonlySet<string>) {
  const put = (path: string) => files.set(path, { type: 'file', content: Buffer.alloc(0), uid: 0, gid: 0, mode: 0o644 })
  const installed = () => [...files.keys()].filter((path) => path.startsWith('/usr/bin/')).map((path) => path.slice('/usr/bin/'.length))
  const names = argv.slice(argv.indexOf('--') + 1)
  const said = (stdout = '', status = 0) => ({ status, stdout: Buffer.from(stdout), stderr: status === 0 ? '' : 'E: it failed\n' })
  if (argv[0] === 'perl') return said(files.has('/usr/bin/breaker') ? '0' : '200')
  if (argv[0] === 'dpkg-query') return said([...installed(), 'nginx'].map((name) => `${name} installed\n`).join(''))
  if (argv[0] === 'rm') for (const name of names) files.delete(name)
  if (argv.includes('showauto')) return said(names.filter((name) => files.has(`/auto/${name}`)).join('\n'))
  if (argv[0] === 'apt-mark') for (const name of names) put(`/auto/${name}`)
  if (argv.includes('autoremove')) for (const name of installed()) if (files.delete(`/auto/${name}`)) files.delete(`/usr/bin/${name}`)
  if (!argv.includes('install')) return said()
  const wanted = names.map((path) => String(files.get(path)?.content))
  // What apt is given as a file counts as asked for.
  for (const name of wanted) {
    files.delete(`/auto/${name}`)
    put(`/usr/bin/${name}`)
  }
  return said('', wanted.some((name) => failing.has(name)) ? 100 : 0)
}

async function ready(power: 'running' | 'stopped' = 'running') {
  const ground = new Ground()
  const { engine, project, host } = ground
  const failing = new Set<string>()
  for (const image of [old, fresh]) engine.state.built.set(image, { description: 'reeve-kind-webserver (bookworm)' })
  host.offered.set('jq', ['jq', 'libjq1']).set('cowsay', ['cowsay']).set('breaker', ['breaker']).set('nginx', [])
  engine.onExec = ({ files, command }) => programs(files, command, failing)
  await ground.run(ground.apply(service))
  if (power === 'running') await engine.setState(project, service, 'start')
  const instance = () => engine.state.instances.get(`${project}/${service}`) as FakeInstance
  const before = [...instance().files.keys()].sort()
  let generation = 1
  const want = (packages: string[], over: Partial<ActionInput<'service.apply'>> = {}) => {
    generation += 1
    return ground.apply(service, { generation, packages, ...over })
  }
  const programsIn = () => [...instance().files.keys()].filter((path) => path.startsWith('/usr/bin/')).sort()
  /** Nothing is left of a change, whatever became of it. */
  const settled = () => {
    expect(instance().snapshots.size).toBe(0)
    expect(isChanging(instance().config)).toBe(false)
    expect(instance().config[heldKey]).toBeUndefined()
    expect([...instance().files.keys()].filter((path) => path.endsWith('.deb'))).toEqual([])
  }
  return { ground, engine, project, failing, instance, before, want, programsIn, settled }
}

describe('packages of a service', () => {
  test.each(['running', 'stopped'] as const)(
    'are installed with what they need in one that is %s, and it is not restarted',
    async (power) => {
      const { ground, engine, want, programsIn, settled, instance } = await ready(power)
      const calls = engine.calls.length
      expect(await ground.run(want(['jq']))).toHaveProperty('result')
      expect(programsIn()).toEqual(['/usr/bin/jq', '/usr/bin/libjq1'])
      expect(packagesOf(instance().config)).toEqual(['jq'])
      expect(engine.calls.slice(calls).some((call) => /^(stop|kill|rebuildInstance) /.test(call))).toBe(false)
      settled()
    },
  )

  test('go with what came along for them alone, whatever was asked for since', async () => {
    const { ground, want, programsIn, settled } = await ready()
    for (const packages of [['jq'], ['jq', 'cowsay'], ['cowsay']]) await ground.run(want(packages))
    expect(programsIn()).toEqual(['/usr/bin/cowsay'])
    settled()
  })

  test('start no server of theirs: the VPS says so before anything is unpacked', async () => {
    const { ground, instance, want } = await ready()
    await ground.run(want(['jq']))
    expect(String(instance().files.get('/usr/sbin/policy-rc.d')?.content)).toContain('exit 101')
  })

  test('go with what came along for them; the others stay', async () => {
    const { ground, want, programsIn, settled } = await ready()
    await ground.run(want(['cowsay', 'jq']))
    await ground.run(want(['cowsay']))
    expect(programsIn()).toEqual(['/usr/bin/cowsay'])
    settled()
  })

  test('are installed in a site that answers with an error of its own already', async () => {
    const { ground, engine, want, programsIn } = await ready()
    const plain = engine.onExec
    engine.onExec = (call) => (call.command.argv[0] === 'perl' ? { status: 0, stdout: Buffer.from('500'), stderr: '' } : plain(call))
    expect(await ground.run(want(['jq']))).toHaveProperty('result')
    expect(programsIn()).toContain('/usr/bin/jq')
  })

  test.each([
    ['whose script fails', 'jq', 'conflict'],
    ['after which the service does not answer', 'breaker', 'no_answer'],
  ])('%s leave its root as it was, and it runs on', async (_, name, code) => {
    const { ground, failing, instance, before, want, settled } = await ready()
    failing.add('jq')
    expect(await ground.run(want([name]))).toMatchObject({ error: { code } })
    expect([...instance().files.keys()].sort()).toEqual(before)
    expect(instance().state).toBe('running')
    expect(packagesOf(instance().config)).toEqual([])
    settled()
  })

  test.each([
    ['that no source has', 'nothing-like-it', 'not_found'],
    ['that its kind brings', 'nginx', 'conflict'],
    ['whose name is a word of apt', 'jq-', 'bad_input'],
    ['whose name is an option', '--allow-unauthenticated', 'bad_input'],
    ['that are files', './jq.deb', 'bad_input'],
  ])('%s are refused before anything is changed', async (_, name, code) => {
    const { ground, engine, want, settled } = await ready()
    expect(await ground.run(want([name]))).toMatchObject({ error: { code } })
    expect(engine.calls.filter((call) => call.startsWith('createSnapshot'))).toEqual([])
    settled()
  })

  test('of one that has to stay down come with the change that lets it run', async () => {
    const { ground, want, programsIn } = await ready('stopped')
    await ground.run(want(['jq'], { halted: true }))
    expect(programsIn()).toEqual([])
    await ground.run(want(['jq']))
    expect(programsIn()).toContain('/usr/bin/jq')
  })

  test('are there or not, and nothing else is left, whenever the agent is killed', async () => {
    await enumerateKills(async (killer) => {
      const { ground, want, programsIn, settled } = await ready()
      const action = want(['jq'])
      await ground.agent(killer).run(action, ground.facts(), () => undefined)
      expect(await ground.run(action)).toHaveProperty('result')
      expect(programsIn()).toEqual(['/usr/bin/jq', '/usr/bin/libjq1'])
      settled()
    })
  })

  test('that fail are gone, and nothing else is left, whenever the agent is killed', async () => {
    await enumerateKills(async (killer) => {
      const { ground, failing, want, programsIn, settled } = await ready()
      failing.add('jq')
      const action = want(['jq'])
      await ground.agent(killer).run(action, ground.facts(), () => undefined)
      expect(await ground.run(action)).toHaveProperty('error')
      expect(programsIn()).toEqual([])
      settled()
    })
  })
})

describe('a new root', () => {
  const patchOf = (ground: Ground) =>
    ground.action('service.patch', { tenant: ground.tenant, service, image: fresh, back: null, probeSeconds: 5 })

  test.each(['running', 'stopped'] as const)('has them again, also of one that is %s', async (power) => {
    const { ground, engine, project, want, programsIn, instance, settled } = await ready()
    await ground.run(want(['jq']))
    if (power === 'stopped') await engine.setState(project, service, 'stop')
    expect(await ground.run(patchOf(ground), ground.owned())).toMatchObject({ result: { outcome: 'patched' } })
    expect(programsIn()).toEqual(['/usr/bin/jq', '/usr/bin/libjq1'])
    expect(instance()).toMatchObject({ state: power, config: { 'volatile.base_image': fresh } })
    settled()
  })

  test('in which they fail leads back to the one before, with them', async () => {
    const { ground, failing, want, programsIn, instance, settled, engine } = await ready()
    await ground.run(want(['cowsay']))
    const plain = engine.onExec
    engine.onExec = (call) => {
      if (instance().config['volatile.base_image'] === fresh) failing.add('cowsay')
      else failing.delete('cowsay')
      return plain(call)
    }
    expect(await ground.run(patchOf(ground), ground.owned())).toMatchObject({
      error: { code: 'conflict', message: expect.stringContaining('former root and its data are back') },
    })
    expect(programsIn()).toEqual(['/usr/bin/cowsay'])
    expect(instance()).toMatchObject({ state: 'running', config: { 'volatile.base_image': old } })
    settled()
  })

  test('is not begun when they cannot be had for it', async () => {
    const { ground, want, engine } = await ready()
    await ground.run(want(['cowsay']))
    ground.host.offered.delete('cowsay')
    const calls = engine.calls.length
    expect(await ground.run(patchOf(ground), ground.owned())).toMatchObject({ error: { code: 'not_found' } })
    expect(engine.calls.slice(calls).filter((call) => !call.startsWith('exec'))).toEqual([])
  })

  test('has them whenever the agent is killed', async () => {
    await enumerateKills(async (killer) => {
      const { ground, want, programsIn, settled } = await ready()
      await ground.run(want(['cowsay']))
      const action = patchOf(ground)
      await ground.agent(killer).run(action, ground.owned(), () => undefined)
      expect(await ground.run(action, ground.owned())).toMatchObject({ result: { outcome: 'patched' } })
      expect(programsIn()).toEqual(['/usr/bin/cowsay'])
      settled()
    })
  })
})
