import { expect, it } from 'vitest'
import { formatBytes, formatMiB, formatMilliseconds, formatRelative, formatSeconds } from './format.ts'

it.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1536, '1.5 KiB'],
  [1_048_576, '1 MiB'],
  [150 * 1_048_576, '150 MiB'],
  [5.25 * 2 ** 40, '5.3 TiB'],
])('formats %d bytes', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

it('formats MiB', () => expect(formatMiB(4096)).toBe('4 GiB'))

it.each([
  [0, '0 s'],
  [59, '59 s'],
  [300, '5 min'],
  [7_260, '2 h 1 min'],
  [93_784, '1 d 2 h'],
])('formats %d seconds', (seconds, text) => expect(formatSeconds(seconds)).toBe(text))

it.each([
  [12.4, '12 ms'],
  [999, '999 ms'],
  [1_430, '1.4 s'],
  [545_700, '9 min 6 s'],
])('formats %d milliseconds', (value, text) => expect(formatMilliseconds(value)).toBe(text))

const now = 1_800_000_000_000
it.each([
  [now - 2_000, 'now'],
  [now - 30_000, '30 seconds ago'],
  [now - 3 * 60_000, '3 minutes ago'],
  [now + 2 * 3_600_000, 'in 2 hours'],
  [now - 40 * 86_400_000, '1 month ago'],
])('formats %d beside now', (at, text) => expect(formatRelative(at, now, 'now')).toBe(text))
