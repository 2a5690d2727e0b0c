import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readWindow, windowText, windowTimes } from './patch-windows.ts'

test.each([
  ['mon 22:00-04:00', [1], 1320, 240],
  ['Mon-Fri 1:30 - 5:00', [1, 2, 3, 4, 5], 90, 300],
  ['sat,sun 00:00-23:59', [6, 7], 0, 1439],
  ['daily 02:00-04:00', [1, 2, 3, 4, 5, 6, 7], 120, 240],
  ['fri-mon 02:00-04:00', [1, 5, 6, 7], 120, 240],
])('%s is a window', (text, days, from, to) => expect(readWindow(text, 'UTC')).toEqual({ days, from, to, zone: 'UTC' }))

test.each(['', 'mon', '22:00-04:00', 'mon 22:00', 'mon 25:00-26:00', 'mon 02:00-02:00', 'mun 01:00-02:00', 'mon-tue-wed 01:00-02:00'])(
  '%j is none',
  (text) => expect(readWindow(text, 'UTC')).toBeUndefined(),
)

test('what is written is read again', () => {
  const minute = fc.integer({ min: 0, max: 1439 })
  const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }).map((list) => list.toSorted())
  fc.assert(
    fc.property(days, minute, minute, (list, from, to) => {
      fc.pre(from !== to)
      const window = { days: list, from, to, zone: 'Europe/Berlin' }
      expect(readWindow(windowTimes(window), window.zone)).toEqual(window)
    }),
  )
  expect(windowText({ days: [1, 2, 4], from: 60, to: 120, zone: 'UTC' })).toBe('mon-tue,thu 01:00-02:00 UTC')
})
