import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PatchWindow } from './patches.ts'
import { closingAfter, isOpen, mayPatch, nextOpening } from './window-times.ts'

const at = (text: string) => Date.parse(text)
const night: PatchWindow = { days: [2], from: 22 * 60, to: 4 * 60, zone: 'Europe/Berlin' }
const noon: PatchWindow = { days: [6, 7], from: 12 * 60, to: 13 * 60, zone: 'UTC' }

describe('a weekly window', () => {
  // 2026-01-13 is a Tuesday.
  test.each([
    ['before it opens', night, '2026-01-13T20:59:59Z', false],
    ['at its beginning', night, '2026-01-13T21:00:00Z', true],
    ['after midnight, since it belongs to the day before', night, '2026-01-14T02:59:59Z', true],
    ['at its end', night, '2026-01-14T03:00:00Z', false],
    ['the same hours of another day', night, '2026-01-13T02:00:00Z', false],
    ['an hour earlier by summer time', night, '2026-07-14T20:00:00Z', true],
    ['on a Sunday', noon, '2026-01-18T12:30:00Z', true],
    ['on a Monday', noon, '2026-01-19T12:30:00Z', false],
  ])('%s', (_, window, now, open) => expect(isOpen(window, at(now))).toBe(open))

  test.each([
    ['later today', '2026-01-13T10:00:30Z', '2026-01-13T21:00:00Z'],
    ['now, when it is open', '2026-01-13T23:15:30Z', '2026-01-13T23:15:30Z'],
    ['next week, when it has just closed', '2026-01-14T03:00:00Z', '2026-01-20T21:00:00Z'],
  ])('the next one is %s', (_, now, opening) => expect(nextOpening([night], at(now))).toBe(at(opening)))

  test('of several the next counts, and without any every time will do', () => {
    expect(nextOpening([night, noon], at('2026-01-17T00:00:00Z'))).toBe(at('2026-01-17T12:00:00Z'))
    expect(nextOpening([], 0)).toBeNull()
    expect(mayPatch([], 0)).toBe(true)
  })

  // On 2026-03-29 the clocks of Berlin jump from 2 to 3, on 2026-10-25 from 3 back to 2.
  const berlin = (from: number, to: number): PatchWindow => ({ days: [7], from: from * 60, to: to * 60, zone: 'Europe/Berlin' })
  test.each([
    ['an hour shorter in the night that lacks one', berlin(1, 4), '2026-03-29T00:00:00Z', '2026-03-29T02:00:00Z'],
    ['an hour longer in the night that has one twice', berlin(1, 4), '2026-10-24T23:00:00Z', '2026-10-25T03:00:00Z'],
    ['open at the end of the hour that is not there', berlin(2, 5), '2026-03-29T01:00:00Z', '2026-03-29T03:00:00Z'],
    ['a week later when its only hour is not there', berlin(2, 3), '2026-04-05T00:00:00Z', '2026-04-05T01:00:00Z'],
  ])('is %s', (_, window, opens, closes) => {
    const opening = nextOpening([window], at(opens) - 3_600_000)
    expect(opening).toBe(at(opens))
    expect(closingAfter([window], at(opens), at(opens) + 86_400_000)).toBe(at(closes))
  })

  test('the hour that comes twice is open twice', () => {
    expect([0, 1].map((hour) => isOpen(berlin(2, 3), at(`2026-10-25T0${hour}:30:00Z`)))).toEqual([true, true])
  })

  test('does not close before the time that is asked about', () => {
    expect(closingAfter([night], at('2026-01-13T21:00:00Z'), at('2026-01-14T02:59:00Z'))).toBeNull()
    expect(closingAfter([night], at('2026-01-13T21:00:00Z'), at('2026-01-14T03:00:00Z'))).toBe(at('2026-01-14T03:00:00Z'))
  })

  test('one of a few minutes is found too', () => {
    const short = { ...noon, from: 725, to: 728 }
    expect(nextOpening([short], at('2026-01-16T00:00:00Z'))).toBe(at('2026-01-17T12:05:00Z'))
  })
})

test('whenever one looks, the next opening comes within eight days, is open, and nothing before it is', () => {
  const minute = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15)
  const window = fc
    .record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      from: minute,
      to: minute,
      zone: fc.constantFrom('UTC', 'Asia/Kolkata', 'Asia/Tokyo'),
    })
    .filter(({ from, to }) => from !== to)
  fc.assert(
    fc.property(fc.array(window, { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 2e12 }), (windows, now) => {
      const opening = nextOpening(windows, now)
      if (opening === null) throw new Error('no opening')
      expect(mayPatch(windows, opening)).toBe(true)
      expect(opening - now).toBeLessThanOrEqual(8 * 86_400_000)
      if (opening > now) expect(mayPatch(windows, opening - 60_000)).toBe(false)
    }),
    { numRuns: 60 },
  )
})
