import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextStep, type RunFacts, type StageTarget } from './stages.ts'

const target = (service: string, change: Partial<StageTarget> = {}): StageTarget => ({
  ...{ service, first: false, state: 'waiting', may: true },
  ...change,
})
const run = (change: Partial<RunFacts>): RunFacts => ({
  state: 'first',
  paused: false,
  cancelled: false,
  switched: false,
  options: { mayFail: 0, atOnce: 2 },
  waitUntil: null,
  targets: [target('a', { first: true }), target('b'), target('c')],
  now: 1000,
  ...change,
})
const all = (state: StageTarget['state'], rest: StageTarget['state'] = 'waiting') => [
  target('a', { first: true, state }),
  target('b', { state: rest }),
  target('c', { state: rest }),
]

describe('what comes next in a run', () => {
  test.each<[string, Partial<RunFacts>, ReturnType<typeof nextStep>]>([
    ['those that come first begin', {}, { do: 'patch', services: ['a'] }],
    ['the rest wait for those', { targets: all('running') }, { do: 'nothing' }],
    ['when those are patched it waits', { targets: all('patched') }, { do: 'wait' }],
    ['until its time is over', { state: 'waiting', targets: all('patched'), waitUntil: 1001 }, { do: 'nothing' }],
    ['then new services get the image', { state: 'waiting', targets: all('patched'), waitUntil: 1000 }, { do: 'switch' }],
    [
      'the rest begin, as many at once as may',
      { state: 'rest', switched: true, targets: all('patched') },
      { do: 'patch', services: ['b', 'c'] },
    ],
    [
      'one that runs takes a place',
      { state: 'rest', targets: [target('a', { state: 'running' }), target('b'), target('c')] },
      { do: 'patch', services: ['b'] },
    ],
    ['the end, when all are patched', { state: 'rest', switched: true, targets: all('patched', 'unchanged') }, { do: 'end', as: 'done' }],
    ['one that goes back among the first stops it before the rest', { targets: all('back') }, { do: 'skip' }],
    ['and ends it', { targets: all('back', 'skipped') }, { do: 'end', as: 'stopped' }],
    [
      'what runs is waited for',
      { state: 'rest', targets: [target('a', { state: 'back' }), target('b', { state: 'running' })] },
      { do: 'nothing' },
    ],
    ['as many may fail as were allowed', { targets: all('back'), options: { mayFail: 1, atOnce: 2 } }, { do: 'wait' }],
    ['one that was skipped is no failure', { targets: all('skipped') }, { do: 'wait' }],
    ['nothing begins while it is paused', { paused: true }, { do: 'nothing' }],
    ['nor does the rest', { state: 'waiting', paused: true, waitUntil: 0, targets: all('patched') }, { do: 'nothing' }],
    ['a cancelled one begins nothing more', { cancelled: true }, { do: 'skip' }],
    [
      'a cancelled one ends though it is paused',
      { cancelled: true, paused: true, targets: all('patched', 'skipped') },
      { do: 'end', as: 'cancelled' },
    ],
    ['outside of its window a service waits', { targets: [target('a', { first: true, may: false })] }, { do: 'nothing' }],
    ['with none first the rest follow at once', { targets: [target('b')] }, { do: 'go on' }],
    ['and then new services get the image', { state: 'rest', targets: [target('b', { state: 'patched' })] }, { do: 'switch' }],
    ['without a rest nobody waits', { targets: [target('a', { first: true, state: 'patched' })] }, { do: 'switch' }],
    ['a kind without services gets its image', { targets: [] }, { do: 'go on' }],
    ['while it builds it does nothing', { state: 'building' }, { do: 'nothing' }],
    ['what is over stays over', { state: 'done' }, { do: 'nothing' }],
  ])('%s', (_, change, step) => expect(nextStep(run(change))).toEqual(step))
})

/** Plays a run to its end; `outcome` decides what becomes of a service. Gives the last state and what was seen on the way. */
function play(first: number, rest: number, mayFail: number, atOnce: number, bad: ReadonlySet<number>) {
  const targets = Array.from({ length: first + rest }, (_, index) => target(String(index), { first: index < first }))
  const facts = { ...run({ targets, options: { mayFail, atOnce } }) }
  let most = 0
  for (let turn = 0; turn < 500; turn += 1) {
    const step = nextStep({ ...facts, targets })
    if (step.do === 'end') return { as: step.as, targets, most, switched: facts.switched }
    if (step.do === 'patch') for (const one of targets) if (step.services.includes(one.service)) one.state = 'running'
    if (step.do === 'skip') for (const one of targets) if (one.state === 'waiting') one.state = 'skipped'
    if (step.do === 'wait') Object.assign(facts, { state: 'waiting', waitUntil: facts.now })
    if (step.do === 'go on') facts.state = 'rest'
    if (step.do === 'switch') Object.assign(facts, { state: 'rest', switched: true })
    const running = targets.filter(({ state }) => state === 'running')
    most = Math.max(most, running.length)
    const [one] = running
    if (one !== undefined && step.do === 'nothing') one.state = bad.has(Number(one.service)) ? 'back' : 'patched'
  }
  throw new Error('the run does not end')
}

const sizes = [
  fc.integer({ min: 0, max: 4 }),
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 1, max: 4 }),
] as const

test('every run ends, with no more at once than allowed, and touches the rest only behind a good beginning', () => {
  fc.assert(
    fc.property(...sizes, fc.uniqueArray(fc.integer({ min: 0, max: 15 })), (first, rest, mayFail, atOnce, list) => {
      const bad = new Set(list)
      const { as, targets, most, switched } = play(first, rest, mayFail, atOnce, bad)
      expect(most).toBeLessThanOrEqual(atOnce)
      expect(targets.some(({ state }) => state === 'waiting' || state === 'running')).toBe(false)
      const failed = targets.filter(({ state }) => state === 'back').length
      expect(as).toBe(failed > mayFail ? 'stopped' : 'done')
      // Those that were under way when it stopped may fail too.
      expect(failed).toBeLessThanOrEqual(mayFail + atOnce)
      if (as === 'done') expect(switched).toBe(true)
      const badFirst = targets.filter((one) => one.first && one.state === 'back').length
      if (badFirst > mayFail) {
        expect(targets.every((one) => one.first || one.state === 'skipped')).toBe(true)
        expect(switched).toBe(false)
      }
    }),
  )
})
