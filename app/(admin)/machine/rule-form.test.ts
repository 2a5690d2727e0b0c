import { expect, test } from 'vitest'
import { hostRuleSchema, newHostRule } from './_rule-form.ts'

const schema = hostRuleSchema('no ports')

test('a rule as people write it', () => {
  const read = schema.parse({ ...newHostRule, networks: '192.0.2.7\n2001:db8::/32', ports: '22, 9100-9110' })
  expect(read).toMatchObject({
    enabled: true,
    networks: ['192.0.2.7/32', '2001:db8::/32'],
    ports: [
      { from: 22, to: 22 },
      { from: 9100, to: 9110 },
    ],
  })
  expect(schema.parse({ ...newHostRule, protocol: 'any', ports: 'left from before' }).ports).toEqual([])
})

test.each([
  ['ports', { ports: 'all' }],
  ['networks', { networks: 'nobody' }],
  ['comment', { comment: 'a\u0000b' }],
])('what is wrong in %s is said there', (field, change) => {
  expect(schema.safeParse({ ...newHostRule, ...change }).error?.issues[0]?.path).toEqual([field])
})
