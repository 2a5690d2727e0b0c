import { expect, test } from 'vitest'
import type { Rule } from '../../../../contracts/firewall.ts'
import { newId } from '../../../../contracts/ids.ts'
import type { Firewall } from './firewall.ts'
import { createHits } from './hits.ts'
import { FakeKernel } from './testing/kernel.ts'

const [tenant, rival, service, foreign, plan] = [newId('t'), newId('t'), newId('s'), newId('s'), newId('n')]
const rule = (): Rule => ({
  ...{ id: newId('r'), enabled: true, direction: 'in', verdict: 'deny', protocol: 'any', ports: [], remote: { kind: 'any' } },
  ...{ services: null, hours: null, rate: null, comment: '' },
})
const [global, ofPlan, own, theirs] = [rule(), rule(), rule(), rule()]
const marks = new Map([global, ofPlan, own, theirs].map(({ id }, index) => [100 + index, id]))
const place = (id: string, owner: string, last: number) => ({
  ...{ service: id, tenant: owner, address: `10.88.1.${last}`, ownAddress: `10.87.16.${last}`, sharedPorts: [] },
})
const wanted = {
  installation: { rules: [global], plans: [{ plan, rules: [ofPlan] }], sets: [] },
  tenants: new Map([
    [tenant, { plan, rules: [own], sets: [] }],
    [rival, { plan, rules: [theirs], sets: [] }],
  ]),
  ...{ sets: new Map(), services: [place(service, tenant, 1), place(foreign, rival, 2)], suspended: new Set<string>() },
}
const firewall = { wanted: () => wanted, marks: () => marks } as unknown as Firewall
const lost = (mark: number, last: number, agoMs: number) => ({
  ...{ mark, source: '192.0.2.7', destination: `10.87.16.${last}`, protocol: 'tcp', port: 22, packets: 3, agoMs },
})
const now = 1_800_000_000_000

function hitsOf(table = '') {
  const kernel = new FakeKernel()
  kernel.dropped = [lost(100, 1, 3000), lost(102, 1, 1000), lost(103, 2, 0), lost(1, 1, 2000)]
  const runtime = { command: async (text: string) => (text === 'show table firewall-hits' ? table : ''), withPayload: async () => '' }
  return { kernel, hits: createHits(firewall, kernel, runtime, () => now) }
}

test('a tenant reads what was turned away from his services, without the administrator’s rules and without others’', async () => {
  const { hits } = hitsOf()
  const told = await hits.log(tenant)
  expect(told.lost.map(({ rule: id, why, at }) => [id, why, now - at])).toEqual([
    [own.id, null, 1000],
    [null, 'outClosed', 2000],
    [null, null, 3000],
  ])
  expect(told.hits.map(({ rule: id }) => id)).toEqual([own.id])
  expect(JSON.stringify(told)).not.toContain(theirs.id)
  const all = await hits.log(null)
  expect(all.lost).toHaveLength(4)
  expect(all.hits.map(({ rule: id }) => id).sort()).toEqual([global, ofPlan, own, theirs].map(({ id }) => id).sort())
})

test('a rule was last met when its counter last moved', async () => {
  const { kernel, hits } = hitsOf()
  kernel.packets.set(`r_${own.id}`, 5)
  expect((await hits.log(tenant)).hits).toEqual([{ rule: own.id, packets: 5, last: null }])
  kernel.packets.set(`r_${own.id}`, 6)
  expect((await hits.log(tenant)).hits).toEqual([{ rule: own.id, packets: 6, last: now }])
})

test('what HAProxy counted comes to it, with the source and the time', async () => {
  const line = `0x7f: key=${own.id}/2001:db8::1 use=0 exp=${86_400_000 - 500} gpc0=2 gpc1=3`
  const { hits } = hitsOf(`# table: firewall-hits, type: string\n${line}\n`)
  const told = await hits.log(tenant)
  expect(told.hits).toEqual([{ rule: own.id, packets: 3, last: now - 500 }])
  expect(told.lost[0]).toMatchObject({ rule: own.id, source: '2001:db8::1', packets: 2, at: now - 500 })
})

test('who tries twenty closed ports is named to administrators, and to nobody else', async () => {
  const { kernel, hits } = hitsOf()
  kernel.dropped = Array.from({ length: 20 }, (_, port) => ({ ...lost(5, 1, 1000), port }))
  expect((await hits.log(null)).scans).toEqual([{ source: '192.0.2.7', ports: 20, last: now - 1000 }])
  expect(await hits.log(tenant)).toMatchObject({ scans: [], lost: [] })
  kernel.dropped.pop()
  expect((await hits.log(null)).scans).toEqual([])
})
