import { expect, test } from 'vitest'
import { tallyOf, tallyText } from './patch-counts.ts'

const none = { waiting: 0, running: 0, patched: 0, unchanged: 0, back: 0, failed: 0, skipped: 0 }
const words = { patched: 'patched', back: 'went back', failed: 'failed', skipped: 'not touched' }

test.each([
  ['a run that failed before any service', { skipped: 3 }, '0 of 3 patched, 3 not touched'],
  ['one that stopped at the first', { back: 1, skipped: 2 }, '0 of 3 patched, 1 went back, 2 not touched'],
  ['one that is under way', { patched: 1, running: 1, waiting: 2 }, '1 of 4 patched'],
  ['one that is done', { patched: 2, unchanged: 1 }, '3 of 3 patched'],
  ['one with a service that is broken', { patched: 2, failed: 1 }, '2 of 3 patched, 1 failed'],
  ['one of a kind without services', {}, '0 of 0 patched'],
])('%s', (_, counts, text) => expect(tallyText(tallyOf({ ...none, ...counts }), words)).toBe(text))
