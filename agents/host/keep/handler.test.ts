import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { FakeHost } from '../../core/testing/host.ts'
import { hostAgentHandlers } from './handler.ts'

const wish = { closed: true, rules: [], generation: 1 }
function agent() {
  const host = new FakeHost()
  const steps: string[] = []
  const context = {
    id: 'action-1',
    actor: { person: 'root', role: 'administrator' },
    facts: {},
    again: false,
    report: (step: number, of: number, text: string) => void steps.push(`${step}/${of} ${text}`),
  } as const
  return { host, steps, context, handlers: hostAgentHandlers(host, randomUUID, 1) }
}

test('a change is done when it was confirmed', async () => {
  const { host, steps, context, handlers } = agent()
  const done = handlers['host.firewall'](wish, context)
  while (host.before === undefined || host.asked.length < 2) await new Promise(setImmediate)
  expect(await handlers['host.confirm']({ generation: 1 }, context)).toEqual({ changed: true })
  expect(await done).toEqual({ changed: true })
  expect(steps.at(-1)).toBe('2/2 waiting for the confirmation')
  expect(host.firewall.closed).toBe(true)
})

test('one that went back has failed, also for an agent that was killed meanwhile', async () => {
  const { host, context, handlers } = agent()
  const done = handlers['host.firewall'](wish, context)
  while (host.before === undefined) await new Promise(setImmediate)
  host.now += 60_000
  await expect(done).rejects.toMatchObject({ code: 'conflict' })
  // The same action again gets the answer of its own id, and then looks what became of it.
  await expect(handlers['host.firewall'](wish, { ...context, again: true })).rejects.toMatchObject({ code: 'conflict' })
})

test('a machine that does not answer is tried again', async () => {
  const { host, context, handlers } = agent()
  host.away = 1
  await expect(handlers['host.firewall'](wish, context)).rejects.toMatchObject({ code: 'unavailable' })
})

test('what is shown is of one machine: its state and its firewall', async () => {
  const { host, context, handlers } = agent()
  expect(await handlers['host.show']({}, context)).toMatchObject({ status: host.status, firewall: { closed: false, waiting: null } })
})
