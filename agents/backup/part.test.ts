import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { enumerateKills } from '../core/testing/kills.ts'
import type { ExecCommand } from '../engine/client.ts'
import { Ground } from './testing/ground.ts'

const ok = { status: 0, stdout: Buffer.alloc(0), stderr: '' }

/** A website whose folder is a link to one of its trees. Restores of it, and what programs were given. */
class Site {
  readonly ground = new Ground()
  readonly trees = new Set(['.reeve/sites/first', '.reeve/sites/deployed'])
  served = '.reeve/sites/deployed'
  #next = ''

  constructor() {
    this.ground.engine.onExec = ({ command }) => this.#run(command)
  }

  #run({ argv }: ExecCommand) {
    const [, , program = '', ...args] = argv
    const last = args.at(-1) ?? ''
    if (program === 'rm') {
      for (const path of args.slice(args.indexOf('--') + 1)) {
        if (path === this.served) throw new Error('the tree that is served was removed')
        this.trees.delete(path)
      }
    }
    if (program === 'mkdir' && last.startsWith('.reeve/sites/')) this.trees.add(last)
    if (program === 'ln') this.#next = args.at(-2) ?? ''
    if (program === 'mv' && last === 'htdocs') this.served = this.#next
    if (program === 'readlink') return { ...ok, stdout: Buffer.from(`${this.served}\n`) }
    if (program === 'find' && args[0] === '.reeve/sites') {
      return { ...ok, stdout: Buffer.from([...this.trees].map((tree) => `${tree.slice('.reeve/sites/'.length)}\0`).join('')) }
    }
    return ok
  }

  part = (backup: string, part: object, place: 'beside' | 'inPlace' = 'inPlace') =>
    this.ground.action('backup.restorePart', { backup, at: 1, repository: 'local', part, place, diskMiB: 1024 } as never)
}
const htdocs = { sort: 'path', path: 'htdocs' }

test('the site comes back in place as often as anybody likes, killed anywhere, and one tree is the way back', async () => {
  const runs = await enumerateKills(async (killer) => {
    const site = new Site()
    const { ground } = site
    const backup = await ground.backUp()
    const action = site.part(backup, htdocs)
    await ground.run(action, killer)
    expect(await ground.run(action)).toEqual({ result: { restored: 'htdocs', before: null } })
    expect(site.served).toBe(`.reeve/sites/${action.id}`)
    expect([...site.trees].filter((tree) => tree !== site.served)).toEqual(['.reeve/sites/deployed'])
    const second = site.part(backup, htdocs)
    await ground.run(second)
    expect([...site.trees].sort()).toEqual([action, second].map(({ id }) => `.reeve/sites/${id}`).sort())
    expect(site.served).toBe(`.reeve/sites/${second.id}`)
  })
  expect(runs).toBeGreaterThan(8)
})

test('what is restored beside never takes the place of what another one put there', async () => {
  const { ground, part } = new Site()
  const backup = await ground.backUp()
  const answers = [await ground.run(part(backup, htdocs, 'beside')), await ground.run(part(backup, htdocs, 'beside'))]
  const names = answers.map((answer) => ('result' in answer ? answer.result.restored : answer.error.message))
  expect(names[0]).toMatch(/^htdocs\.restored-1970-01-01-0000-[0-9a-f]{8}$/)
  expect(new Set(names).size).toBe(2)
})

test('what belongs to Reeve is neither shown nor brought back', async () => {
  const { ground, part } = new Site()
  const backup = await ground.backUp()
  const of = { backup, at: 1, repository: 'local', path: '.reeve/sites/first' }
  const asked = [
    part(backup, { sort: 'path', path: '.reeve/sites/first' }),
    ...(['backup.browse', 'backup.download'] as const).map((name) => ground.action(name, of)),
  ]
  for (const action of asked) expect(await ground.run(action)).toMatchObject({ error: { code: 'not_found' } })
})

test('a program that somebody has stopped ends when the restore is cancelled, and hinders no other service meanwhile', async () => {
  const { ground, part } = new Site()
  const backup = await ground.backUp()
  const { onExec } = ground.engine
  let stopped: () => void = () => undefined
  const hangs = new Promise<void>((resolve) => {
    stopped = resolve
  })
  ground.engine.onExec = (call) => {
    if (call.command.argv[2] !== 'tar') return onExec(call)
    stopped()
    return new Promise(() => undefined)
  }
  ground.vault.bytes = () => new Readable({ read: () => undefined })
  const agent = ground.agent()
  const ask = (action: ReturnType<typeof part>) => agent.run(action, ground.facts(), () => undefined)
  const action = part(backup, htdocs)
  const running = ask(action)
  await hangs
  expect(await ask(ground.action('backup.run', { repository: 'local', days: 1, full: false }))).toHaveProperty('result')
  expect(await ask(ground.action('backup.cancel', { action: action.id }))).toEqual({ result: {} })
  expect(await running).toMatchObject({ error: { code: 'conflict', message: 'This was cancelled.' } })
})

test.each(['beside', 'inPlace'] as const)('what fails half-way leaves nothing of it on the disk of the service (%s)', async (place) => {
  const site = new Site()
  const { ground, part } = site
  const backup = await ground.backUp()
  const { onExec } = ground.engine
  const made = new Set<string>()
  ground.engine.onExec = (call) => {
    const [, , program = '', ...args] = call.command.argv
    if (program === 'mkdir' && args.at(-1) !== '.') made.add(args.at(-1) ?? '')
    if (program === 'rm') for (const path of args.slice(args.indexOf('--') + 1)) made.delete(path)
    if (program === 'tar') return { status: 2, stdout: Buffer.alloc(0), stderr: 'tar: Cannot write: No space left on device' }
    return onExec(call)
  }
  expect(await ground.run(part(backup, htdocs, place))).toMatchObject({ error: { code: 'storage_full' } })
  made.delete('.reeve/sites')
  expect([...made]).toEqual([])
  expect(site.trees).toEqual(new Set(['.reeve/sites/first', '.reeve/sites/deployed']))
})
