import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { patchSchedule } from '../../contracts/patch-schedule.ts'
import { createPopulatedKeep, outcomeOf } from './testing/keep.ts'
import { berta, system } from './testing/records.ts'

let keep: Awaited<ReturnType<typeof createPopulatedKeep>>
beforeEach(async () => {
  keep = await createPopulatedKeep()
})
afterEach(() => keep.close())

const image = 'ab'.repeat(32)
const schedule = patchSchedule.parse({ updates: 'security', windows: [{ days: [7], from: 60, to: 240, zone: 'Europe/Berlin' }] })
const plan = (wanted: typeof schedule | null, kind = 'webserver') => keep.ask('patch.schedule', { kind, schedule: wanted })
const build = (actor = system) => keep.ask('patch.build', { kind: 'webserver' }, actor)
const root = (actor = system) =>
  keep.ask('service.patch', { tenant: keep.acme, service: keep.shop, image, back: null, probeSeconds: 5 }, actor)
const use = () => keep.ask('patch.use', { kind: 'webserver', image }, system)
const drop = () => keep.ask('patch.drop', { image }, system)
const all = async () => [await build(), await use(), await root(), await drop()].map(outcomeOf)
const at = (text: string) => {
  keep.clock.now = Date.parse(text)
}
// Within the window of a Sunday.
const open = '2026-01-18T01:00:00Z'

describe('what the backend patches in its own name', () => {
  it('is nothing, unless an administrator laid it down for the kind', async () => {
    at(open)
    expect(await all()).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden'])
    await plan(schedule, 'postgresql')
    expect(await all()).toEqual(['forbidden', 'forbidden', 'forbidden', 'done'])
    await plan(schedule)
    expect(await all()).toEqual(['done', 'done', 'done', 'done'])
    await plan(null)
    await plan(null, 'postgresql')
    expect(await all()).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden'])
  })

  it('is laid down by administrators of the keep’s own list, and stands in the ledger', async () => {
    const input = { kind: 'webserver', schedule }
    expect(outcomeOf(await keep.ask('patch.schedule', input, { person: berta, role: 'administrator' }))).toBe('forbidden')
    expect(outcomeOf(await keep.ask('patch.schedule', input, { person: berta, role: 'owner' }))).toBe('forbidden')
    expect(outcomeOf(await keep.ask('patch.schedule', input, system))).toBe('forbidden')
    await plan(schedule)
    const kinds = keep.door.ledger
      .before(Number.MAX_SAFE_INTEGER, 10, null, 'patch.schedule')
      .map(({ kind, actor }) => `${kind} by ${actor}`)
    expect(kinds).toEqual(['trust by root', 'accepted by root', 'refused by system', `refused by ${berta}`, `refused by ${berta}`])
  })

  // Berlin's clock jumps from 2 to 3 on 2026-03-29, and from 3 back to 2 on 2026-10-25.
  it.each([
    ['before its window', '2026-01-17T23:59:59Z', 'expired'],
    ['at its beginning', '2026-01-18T00:00:00Z', 'done'],
    ['at its end', '2026-01-18T03:00:00Z', 'expired'],
    ['in the night that lacks an hour, at its end', '2026-03-29T02:00:00Z', 'expired'],
    ['in that night, before its end', '2026-03-29T01:59:00Z', 'done'],
    ['in the night that has an hour twice, before its end', '2026-10-25T02:59:00Z', 'done'],
    ['in that night, at its end', '2026-10-25T03:00:00Z', 'expired'],
  ])('begins by the keep’s clock: %s', async (_, time, outcome) => {
    at('2026-01-01T00:00:00Z')
    await plan(schedule)
    at(time)
    expect(outcomeOf(await build())).toBe(outcome)
  })
})

describe('however the backend’s key is used', () => {
  it.each([
    ['images of a kind', build],
    ['roots of a service', root],
  ])('%s are few within a day', async (_, ask) => {
    const person = { person: 'root', role: 'administrator' } as const
    for (const outcome of ['done', 'done', 'rate_limited']) expect(outcomeOf(await ask(person))).toBe(outcome)
    keep.clock.now += 86_400_001
    expect(outcomeOf(await ask(person))).toBe('done')
  })
})
