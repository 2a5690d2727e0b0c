import { expect, it } from 'vitest'
import type { WakeView } from '@/contracts/views'
import { actionOf, medianOf, sortOf } from './_wakes.ts'

const wake = (from: WakeView['from'], milliseconds: number | null): WakeView => ({
  at: 1,
  from,
  by: 'host www.acme.test',
  source: '',
  milliseconds,
  engineMilliseconds: null,
  error: milliseconds === null ? 'It did not start.' : null,
})

it('a wake that answered nobody counts as failed and not in the median', () => {
  expect([wake('frozen', 20), wake('stopped', 200), wake('error', 300), wake('frozen', null)].map(sortOf)).toEqual([
    'frozen',
    'stopped',
    'stopped',
    'failed',
  ])
  expect(medianOf([wake('stopped', 300), wake('stopped', null), wake('stopped', 100), wake('stopped', 200)])).toBe(200)
  expect(medianOf([wake('stopped', null)])).toBeNull()
})

it('a wake by hand names its action, one by a visitor none', () => {
  expect(actionOf('action 20111bfd-469e')).toBe('20111bfd-469e')
  expect(actionOf('host action.test')).toBeUndefined()
})
