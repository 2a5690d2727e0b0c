import { expect, test } from 'vitest'
import { hostRuleSchema, hostRuleValues, withRule } from './_rule-form.ts'

const schema = hostRuleSchema(undefined, 3, 'no ports')
const fresh = hostRuleValues(undefined, 3)

test('a rule as people write it', () => {
  const read = schema.parse({ ...fresh, networks: '192.0.2.7\n2001:db8::/32', ports: '22, 9100-9110' })
  expect(read).toMatchObject({
    place: 3,
    rule: {
      enabled: true,
      networks: ['192.0.2.7/32', '2001:db8::/32'],
      ports: [
        { from: 22, to: 22 },
        { from: 9100, to: 9110 },
      ],
    },
  })
  expect(schema.parse({ ...fresh, protocol: 'any', ports: 'left from before' }).rule.ports).toEqual([])
})

test('a changed rule stays what the form does not show, and goes to the place that was chosen', () => {
  const [one, two] = ['22', '9100'].map((ports) => schema.parse({ ...fresh, ports }).rule)
  if (one === undefined || two === undefined) throw new Error('There are two rules.')
  const off = { ...two, enabled: false }
  const changed = hostRuleSchema(off, 2, 'no ports').parse({ ...hostRuleValues({ place: 2, rule: off }, 2), place: 1, comment: 'metrics' })
  expect(changed).toEqual({ place: 1, rule: { ...off, comment: 'metrics' } })
  expect(withRule([one, off], changed)).toEqual([changed.rule, one])
})

test.each([
  ['place', { place: 4 }],
  ['ports', { ports: 'all' }],
  ['networks', { networks: 'nobody' }],
  ['comment', { comment: 'a\u0000b' }],
])('what is wrong in %s is said there', (field, change) => {
  expect(schema.safeParse({ ...fresh, ...change }).error?.issues[0]?.path).toEqual([field])
})
