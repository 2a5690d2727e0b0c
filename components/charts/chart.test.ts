import { expect, it } from 'vitest'
import { tickPositions } from './chart.tsx'

it('labels about every 64 px, the first step always', () => {
  expect(tickPositions(24, 640)).toEqual([0, 3, 6, 9, 12, 15, 18, 21])
  expect(tickPositions(3, 640)).toEqual([0, 1, 2])
  expect(tickPositions(5, 10)).toEqual([0])
  expect(tickPositions(0, 640)).toEqual([])
})
