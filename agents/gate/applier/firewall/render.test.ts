import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide } from '../../../../contracts/firewall-decide.ts'
import { addressOf } from '../../../../contracts/networks.ts'
import { nothing, renderRuleset } from './render.ts'
import { readRuleset, walk } from './testing/nft-model.ts'
import { packetAtRandom, plan, services, wantedAtRandom } from './testing/wanted.ts'
import { stateOf } from './wanted.ts'

test('the ruleset does with a packet what the evaluator says, and the same rule decides', () => {
  fc.assert(
    fc.property(wantedAtRandom(), packetAtRandom, (wanted, packet) => {
      // What comes in for a shared address is HAProxy's beyond the global rules: partition.test.ts.
      if (packet.target?.shared) return
      const service = services.find((each) => each.service === packet.target?.service)
      const own = packet.direction === 'out' ? (service?.address ?? '10.88.9.9') : (service?.ownAddress ?? '10.87.0.2')
      if (packet.direction === 'out' && addressOf(packet.address)?.family === 6) return
      const decision = decide(stateOf(wanted), packet)
      const walked = walk(readRuleset(renderRuleset(wanted, 1, nothing).text), packet, own)
      expect(walked.verdict).toBe(decision.verdict)
      const counter = walked.counters.at(-1)
      if (decision.rule !== null) expect(counter).toBe(`r_${decision.rule.id}`)
      else expect(counter?.startsWith('standing_') ?? true).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

test('a second look at the same wish changes no counter, set or map but the generation', () => {
  fc.assert(
    fc.property(wantedAtRandom(), (wanted) => {
      const first = renderRuleset(wanted, 1, nothing)
      const { text } = renderRuleset(wanted, 2, first.present)
      expect(text).not.toMatch(/^ {2}counter|^delete/m)
      expect(text.match(/^ {2}set (\S+)/gm)).toEqual(['  set generation'])
    }),
    { numRuns: 50 },
  )
})

test('what is wanted no more is taken away', () => {
  const [wanted] = fc.sample(wantedAtRandom(), { numRuns: 1, seed: 8 })
  if (wanted === undefined) throw new Error('no sample')
  const before = renderRuleset(wanted, 1, nothing)
  const { text } = renderRuleset({ ...wanted, installation: { rules: [], plans: [], sets: [] }, tenants: new Map() }, 2, before.present)
  for (const counter of before.present.counters)
    if (counter.startsWith('r_')) expect(text).toContain(`delete counter inet reeve_rules ${counter}\n`)
  expect(text).toContain(`delete chain inet reeve_rules plan_in_${plan}\n`)
})

test('no text of a person gets into the ruleset, and a value that is no plain word is refused', () => {
  const [wanted] = fc.sample(wantedAtRandom(), { numRuns: 1, seed: 8 })
  const rule = wanted?.installation.plans[0]?.rules[0]
  if (wanted === undefined || rule === undefined) throw new Error('no sample')
  const withRule = (change: object) => ({ ...wanted, installation: { ...wanted.installation, rules: [{ ...rule, ...change }] } })
  const { text } = renderRuleset(withRule({ comment: 'accept } flush ruleset {', enabled: true }), 1, nothing)
  expect(text).not.toContain('flush ruleset')
  expect(() => renderRuleset(withRule({ id: 'r } accept', enabled: true, remote: { kind: 'any' } }), 1, nothing)).toThrow(/does not fit/)
})
