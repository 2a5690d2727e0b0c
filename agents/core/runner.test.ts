import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import * as z from 'zod'
import type { Action } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { ProgressLine } from '../../contracts/progress.ts'
import type { Answer } from './answers.ts'
import { openDatabase } from './database.ts'
import { createJournal, journalMigrations } from './journal.ts'
import { createLog } from './log.ts'
import { createRunner, type Handlers } from './runner.ts'
import { enumerateKills } from './testing/kills.ts'

const log = createLog('test', 'silent')
const tenant = 'taaaaaaaaaaaa'
const facts = { services: [] }
const quiet = () => undefined

const apply = (generation: number, id = randomUUID()): Action => ({
  id,
  name: 'tenant.apply',
  actor: { person: 'root', role: 'administrator' },
  issuedAt: 1,
  expiresAt: 2,
  input: {
    tenant,
    generation,
    name: 'acme',
    title: 'Acme',
    suspended: false,
    limits: { cpus: 1, memoryMiB: 512, diskMiB: 512, processes: 64, services: 1 },
  },
})

function setUp(work: Partial<Handlers<'tenancy'>> = {}) {
  const db = openDatabase(':memory:', journalMigrations)
  const ran: number[] = []
  const handlers: Handlers<'tenancy'> = {
    'tenant.apply': async ({ generation }) => {
      ran.push(generation)
      return { generation }
    },
    'tenant.delete': async () => ({}),
    ...work,
  }
  return { db, ran, runner: createRunner('tenancy', createJournal(db), handlers, log), handlers }
}

test('the same id gets the stored answer and is not carried out again, also by the next process', async () => {
  const { db, ran, runner, handlers } = setUp()
  const action = apply(1)
  const first = await runner.run(action, facts, quiet)
  expect(await runner.run(action, facts, quiet)).toEqual(first)
  expect(await createRunner('tenancy', createJournal(db), handlers, log).run(action, facts, quiet)).toEqual(first)
  expect(ran).toEqual([1])
})

test('the same id over other content is refused', async () => {
  const { runner } = setUp()
  const action = apply(1)
  await runner.run(action, facts, quiet)
  expect(await runner.run({ ...action, expiresAt: 3 }, facts, quiet)).toMatchObject({ error: { code: 'replay_mismatch' } })
})

test('an older generation is refused, an equal one is carried out again, whatever the order of apply and delete', async () => {
  const { ran, runner } = setUp()
  await runner.run(apply(4), facts, quiet)
  expect(await runner.run(apply(3), facts, quiet)).toMatchObject({ error: { code: 'stale_generation' } })
  expect(await runner.run(apply(4), facts, quiet)).toMatchObject({ result: { generation: 4 } })
  const gone: Action = { ...apply(5), name: 'tenant.delete', input: { tenant, generation: 5, name: 'acme', title: 'Acme' } }
  expect(await runner.run(gone, facts, quiet)).toEqual({ result: {} })
  expect(await runner.run(apply(4), facts, quiet)).toMatchObject({ error: { code: 'stale_generation' } })
  expect(ran).toEqual([4, 4])
})

test('who asks while it runs joins in: one execution, the progress so far, one answer', async () => {
  let go = () => undefined as unknown
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  let runs = 0
  const { runner } = setUp({
    'tenant.apply': async (_input, { report }) => {
      runs += 1
      report(1, 2, 'first')
      await gate
      report(2, 2, 'second')
      return {}
    },
  })
  const action = apply(1)
  const seen: ProgressLine[][] = [[], []]
  const first = runner.run(action, facts, (line) => seen[0]?.push(line))
  await expect.poll(() => seen[0]?.length).toBe(1)
  const second = runner.run(action, facts, (line) => seen[1]?.push(line))
  go()
  expect(await first).toEqual(await second)
  expect(runs).toBe(1)
  expect(seen[1]).toEqual(seen[0])
})

test('a failure for good is stored; one that may be tried again is not', async () => {
  const failures = [new ReeveError('unavailable', 'no engine'), new ReeveError('storage_full', 'full')]
  const { runner } = setUp({
    'tenant.apply': async () => {
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      return { late: true }
    },
  })
  const action = apply(1)
  expect(await runner.run(action, facts, quiet)).toMatchObject({ error: { code: 'unavailable', retry: true } })
  expect(await runner.run(action, facts, quiet)).toMatchObject({ error: { code: 'storage_full', retry: false } })
  expect(await runner.run(action, facts, quiet)).toMatchObject({ error: { code: 'storage_full', retry: false } })
})

test('a journal that cannot write decides nothing: the same id is carried out once there is room', async () => {
  const { db, ran, runner } = setUp()
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`)
  const actions = Array.from({ length: 200 }, (_, generation) => apply(generation + 1))
  const answers: Answer[] = []
  for (const action of actions) answers.push(await runner.run(action, facts, quiet))
  const failed = actions.filter((_, index) => 'error' in (answers[index] ?? {}))
  expect(answers).toContainEqual({ error: expect.objectContaining({ code: 'unavailable', retry: true, refused: false }) })
  expect(answers.some((answer) => 'error' in answer && answer.error.code !== 'unavailable')).toBe(false)
  db.pragma('max_page_count = 100000')
  const before = ran.length
  for (const action of failed) expect(await runner.run(action, facts, quiet)).toHaveProperty('result')
  expect(ran.length).toBe(before + failed.length)
})

test('a handler that stumbles over a schema has failed: that is no refusal, and it stays so', async () => {
  const { runner } = setUp({
    'tenant.apply': async () => {
      z.int().parse('seven')
      return {}
    },
  })
  const action = apply(1)
  const failed = { error: { code: 'internal', retry: false, refused: false } }
  expect(await runner.run(action, facts, quiet)).toMatchObject(failed)
  expect(await runner.run(action, facts, quiet)).toMatchObject(failed)
})

test('actions of one object run one after another', async () => {
  let inside = 0
  const most: number[] = []
  const { runner } = setUp({
    'tenant.apply': async () => {
      inside += 1
      most.push(inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside -= 1
      return {}
    },
  })
  await Promise.all([1, 2, 3, 4].map((generation) => runner.run(apply(generation), facts, quiet)))
  expect(most).toEqual([1, 1, 1, 1])
})

test('input, facts and actions that are none of the agent’s are refused', async () => {
  const { runner, ran } = setUp()
  const odd = apply(1)
  expect(await runner.run({ ...odd, input: { ...odd.input, extra: 1 } }, facts, quiet)).toMatchObject({
    error: { code: 'bad_input', refused: true },
  })
  expect(await runner.run(apply(1), { services: [], more: 1 }, quiet)).toMatchObject({ error: { code: 'bad_input', refused: true } })
  const foreign: Action = { ...apply(1), name: 'service.wake', input: { tenant, service: 'saaaaaaaaaaaa' } }
  expect(await runner.run(foreign, facts, quiet)).toMatchObject({ error: { code: 'bad_input', refused: true } })
  expect(ran).toEqual([])
})

test('killed at any step, the same id comes to the same end', async () => {
  const runs = await enumerateKills(async (killer) => {
    const { db } = setUp()
    const world = new Set<string>()
    const effects = {
      add: async (name: string) => {
        world.add(name)
      },
    }
    const start = (journal: ReturnType<typeof createJournal>, does: typeof effects) =>
      createRunner(
        'tenancy',
        journal,
        {
          'tenant.apply': async () => {
            for (const name of ['project', 'profile', 'certificate']) await does.add(name)
            return { made: world.size }
          },
          'tenant.delete': async () => ({}),
        },
        log,
      )
    const action = apply(1)
    const first = await start(killer.wrap(createJournal(db)), killer.wrap(effects)).run(action, facts, quiet)
    const again = await start(createJournal(db), effects).run(action, facts, quiet)
    expect(again).toEqual({ result: { made: 3 } })
    if (!killer.fired) expect(first).toEqual(again)
    expect(db.prepare('SELECT count(*) AS count, count(answer) AS answered FROM actions').get()).toEqual({ count: 1, answered: 1 })
  })
  expect(runs).toBe(6)
})
