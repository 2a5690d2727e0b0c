import { expect, it } from 'vitest'
import { services } from '../_text/en/services.ts'
import { whyNot, whyNotRun } from './service-can.ts'

const { reasons } = services

it.each([
  ['wake', 'active', 'stopped', undefined],
  ['wake', 'active', 'frozen', undefined],
  ['wake', 'active', 'running', reasons.isRunning],
  ['wake', 'active', 'starting', reasons.moving],
  ['wake', 'suspended', 'stopped', reasons.suspended],
  ['freeze', 'active', 'running', undefined],
  ['freeze', 'active', 'stopped', reasons.isStopped],
  ['freeze', 'active', 'error', reasons.failed],
  ['stop', 'active', 'frozen', undefined],
  ['stop', 'active', 'absent', reasons.notThere],
  ['delete', 'failed', 'error', undefined],
  ['delete', 'deleting', 'running', reasons.deleting],
] as const)('%s of a service that is %s and %s: %s', (deed, state, power, why) => {
  expect(whyNot(deed, { state, power, halted: false }, reasons)).toBe(why)
})

it.each([
  ['start', true, 'stopped', undefined],
  ['start', false, 'stopped', reasons.notHalted],
  ['start', false, 'running', reasons.isRunning],
  ['restart', false, 'frozen', undefined],
  ['restart', true, 'stopped', reasons.isHalted],
  ['reload', false, 'stopped', reasons.sleeps],
  ['halt', false, 'running', undefined],
  ['halt', true, 'stopped', reasons.isHalted],
  ['halt', false, 'absent', reasons.notThere],
] as const)('%s of a service that is halted (%s) and %s: %s', (deed, halted, power, why) => {
  expect(whyNotRun(deed, { state: 'active', power, halted }, reasons)).toBe(why)
})

it('nothing wakes in a suspended tenant, and an owner reads who can change that', () => {
  const service = { state: 'active', power: 'stopped', halted: false } as const
  expect(whyNot('wake', service, reasons, true)).toBe('The tenant is suspended. Ask your administrator to resume it.')
  expect(whyNot('delete', service, reasons, true)).toBeUndefined()
})
