import { expect, it } from 'vitest'
import { alertForm, changeableOf, timeOf, typedOf } from './alert-form.ts'

const words = { badTime: 'bad time', badNumber: 'bad number', bothTimes: 'both' }
const form = alertForm(words, 'Europe/Berlin')
const filled = {
  about: '',
  metric: 'memory',
  direction: 'above',
  threshold: '200',
  holdMinutes: 5,
  mail: 'Ann@example.org, bob@example.org\n',
  webhook: '',
  quietFrom: '22:00',
  quietTo: '7:30',
}

it('is sent in the units of the figures', () => {
  expect(form.parse(filled)).toEqual({
    metric: 'memory',
    direction: 'above',
    threshold: 209_715_200,
    holdSeconds: 300,
    mail: ['ann@example.org', 'bob@example.org'],
    webhook: null,
    quiet: { from: 1320, to: 450, zone: 'Europe/Berlin' },
  })
  expect(form.parse({ ...filled, metric: 'cpu', threshold: '0,5', about: 'saaaaaaaaaaaa', quietFrom: '', quietTo: '' })).toMatchObject({
    threshold: 0.5,
    service: 'saaaaaaaaaaaa',
    quiet: null,
  })
})

it('is sent without a limit of people’s choice when it is about problems', () =>
  expect(form.parse({ ...filled, metric: 'backups', threshold: '0' })).toMatchObject({
    metric: 'backups',
    direction: 'above',
    threshold: 0,
    holdSeconds: 300,
  }))

it('of a rule is sent as the rule was, when nothing is typed', () => {
  const rule = {
    ...{ direction: 'below' as const, threshold: 209_715_200, holdSeconds: 600, mail: ['ann@example.org'], webhook: null },
    quiet: { from: 1320, to: 450, zone: 'Europe/Berlin' },
  }
  const view = { ...rule, metric: 'memory', service: null } as Parameters<typeof typedOf>[0]
  expect(changeableOf(form.parse(typedOf(view, 'cpu')))).toEqual(rule)
})

it.each([
  [{ quietFrom: '25:00' }, 'bad time'],
  [{ quietFrom: '' }, 'both'],
  [{ threshold: 'much' }, 'bad number'],
  [{ threshold: '-1' }, 'bad number'],
  [{ mail: 'nobody' }, 'Write an e-mail address such as name@example.org.'],
  [{ webhook: 'http://10.0.0.1/' }, 'Write an address such as'],
])('%o is refused with a word', (change, message) => {
  const { success, error } = form.safeParse({ ...filled, ...change })
  expect(success).toBe(false)
  expect(JSON.stringify(error?.issues)).toContain(message)
})

it('times are written as clocks show them', () => expect([timeOf(0), timeOf(450), timeOf(1439)]).toEqual(['00:00', '07:30', '23:59']))
