import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quietUntil } from './quiet.ts'

const at = (text: string) => Date.parse(text)
const night = { from: 22 * 60, to: 7 * 60, zone: 'Europe/Berlin' }

test.each([
  ['before midnight', '2026-01-10T22:30:00Z', '2026-01-11T06:00:00Z'],
  ['after midnight', '2026-01-11T03:15:30Z', '2026-01-11T06:00:00Z'],
  ['by summer time', '2026-07-10T20:30:00Z', '2026-07-11T05:00:00Z'],
  ['at the very beginning', '2026-01-10T21:00:00Z', '2026-01-11T06:00:00Z'],
])('over midnight it is quiet %s', (_, now, end) => expect(quietUntil(night, at(now))).toBe(at(end)))

test.each(['2026-01-11T06:00:00Z', '2026-01-11T12:00:00Z', '2026-01-10T20:59:59Z'])('it is not quiet at %s', (now) =>
  expect(quietUntil(night, at(now))).toBeNull(),
)

test('within one day', () => {
  const noon = { from: 12 * 60, to: 13 * 60, zone: 'UTC' }
  expect(quietUntil(noon, at('2026-01-10T12:30:00Z'))).toBe(at('2026-01-10T13:00:00Z'))
  expect(quietUntil(noon, at('2026-01-10T13:00:00Z'))).toBeNull()
  expect(quietUntil(null, 0)).toBeNull()
})

test('it always ends within a day, and is over then', () => {
  const minute = fc.integer({ min: 0, max: 1439 })
  fc.assert(
    fc.property(minute, minute, fc.integer({ min: 0, max: 4e12 }), (from, to, now) => {
      fc.pre(from !== to)
      const quiet = { from, to, zone: 'UTC' }
      const end = quietUntil(quiet, now)
      if (end === null) return
      expect(end).toBeGreaterThan(now)
      expect(end - now).toBeLessThanOrEqual(86_400_000)
      expect(quietUntil(quiet, end)).toBeNull()
    }),
  )
})
