import { expect, test } from 'vitest'
import type { Rule } from '@/contracts/firewall'
import { type RuleValues, ruleSchema, valuesOf } from './rule-form.ts'

const words = { rateWrong: 'rate', portsWrong: 'ports', daysWrong: 'days', clockWrong: 'clock' }
const rule: Rule = {
  ...{ id: 'raaaaaaaaaaaa', enabled: false, direction: 'in', verdict: 'limit', protocol: 'tcp', ports: [{ from: 80, to: 90 }] },
  ...{ remote: { kind: 'networks', networks: ['192.0.2.0/24', '2001:db8::/32'] }, services: ['saaaaaaaaaaaa', 'sbbbbbbbbbbbb'] },
  ...{ hours: { days: [1, 2], from: 1320, to: 120 }, rate: { count: 5, per: 'minute' }, comment: 'night' },
}

test('a rule comes out of its form as it went in', () => {
  const { id: _, ...content } = rule
  expect(ruleSchema(rule, 3, words).parse(valuesOf(rule, 2, undefined))).toEqual({ place: 2, rule: content })
})

test.each<[Partial<RuleValues>, keyof RuleValues]>([
  [{ verdict: 'limit', rate: 'often' }, 'rate'],
  [{ protocol: 'tcp', ports: '80, http' }, 'ports'],
  [{ protocol: 'tcp', ports: '90-80' }, 'ports'],
  [{ protocol: 'tcp', ports: '70000' }, 'ports'],
  [{ remote: 'networks', networks: '' }, 'networks'],
  [{ remote: 'networks', networks: '192.0.2.0/24\nnobody' }, 'networks'],
  [{ remote: 'set', set: '' }, 'set'],
  [{ when: 'hours', days: 'someday' }, 'days'],
  [{ when: 'hours', days: '' }, 'days'],
  [{ when: 'hours', from: '9' }, 'from'],
  [{ when: 'hours', from: '09:00', to: '09:00' }, 'days'],
  [{ service: 'nobody' }, 'service'],
  [{ place: 4 }, 'place'],
])('%j is refused at its field', (change, field) => {
  const read = ruleSchema(undefined, 3, words).safeParse({ ...valuesOf(undefined, 3, undefined), remote: 'any', ...change })
  expect(read.error?.issues.map(({ path }) => path[0])).toContain(field)
})
