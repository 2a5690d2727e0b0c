import { describe, expect, test } from 'vitest'
import { defaultPolicy } from '../../contracts/backups.ts'
import { nextRun, spreadOf } from './schedule.ts'

const service = 'saaaaaaaaaaaa'
const policy = (change: Partial<typeof defaultPolicy>) => ({ ...defaultPolicy, ...change })
/** Without the service's own place in the hour. */
const next = (change: Partial<typeof defaultPolicy>, after: string): string => {
  const whole = policy(change)
  const spread = spreadOf(service, whole)
  return new Date(nextRun(whole, service, Date.parse(after) + spread) - spread).toISOString()
}

describe('the next backup', () => {
  test('comes at the time of the zone, today or tomorrow', () => {
    expect(next({ at: '03:30', zone: 'Europe/Berlin' }, '2026-11-26T01:00:00Z')).toBe('2026-11-26T02:30:00.000Z')
    expect(next({ at: '03:30', zone: 'Europe/Berlin' }, '2026-11-26T02:30:00Z')).toBe('2026-11-27T02:30:00.000Z')
    expect(next({ at: '03:30', zone: 'Pacific/Auckland' }, '2026-11-26T12:00:00Z')).toBe('2026-11-26T14:30:00.000Z')
  })

  test('follows the clock when it is changed', () => {
    // In Berlin on 2026-03-29 the clock goes from 2 to 3.
    expect(next({ at: '03:30', zone: 'Europe/Berlin' }, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:30:00.000Z')
    expect(next({ at: '03:30', zone: 'Europe/Berlin' }, '2026-10-24T12:00:00Z')).toBe('2026-10-25T02:30:00.000Z')
  })

  test('of a week is on Sunday', () => {
    expect(next({ every: 'week', at: '04:00', zone: 'UTC' }, '2026-11-26T00:00:00Z')).toBe('2026-11-29T04:00:00.000Z')
  })

  test('of an hour is at the minute', () => {
    expect(next({ every: 'hour', at: '00:15', zone: 'Asia/Kolkata' }, '2026-11-26T10:00:00Z')).toBe('2026-11-26T10:45:00.000Z')
  })

  test('services have places of their own within the hour', () => {
    const places = new Set(Array.from({ length: 40 }, (_, index) => spreadOf(`s${index}`, { every: 'day' })))
    expect(places.size).toBeGreaterThan(20)
    for (const place of places) expect(place).toBeLessThan(3_600_000)
  })
})
