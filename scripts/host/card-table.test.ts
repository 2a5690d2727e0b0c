import { expect, test } from 'vitest'
import * as addresses from '../../agents/core/addresses.ts'
import { servicesAtMost, tenantAddresses } from '../../contracts/zones.ts'
import { cardTable, entriesOf } from './card-table.mjs'

const entries = entriesOf(addresses, tenantAddresses)

test('every address that a service may have has one line, and nobody else has one', () => {
  expect(entries[0]).toEqual({ name: 'rvt0100', hwaddr: '02:88:0a:58:01:00', address: '10.88.1.0' })
  expect(entries.at(-1)).toEqual({ name: 'rvt10ff', hwaddr: '02:88:0a:58:10:ff', address: '10.88.16.255' })
  expect(entries).toHaveLength(servicesAtMost)
  for (const part of ['name', 'hwaddr', 'address'] as const) expect(new Set(entries.map((entry) => entry[part])).size).toBe(entries.length)
})

test('names of cards fit into the kernel’s fifteen characters', () => {
  expect(Math.max(...entries.map(({ name }) => name.length))).toBeLessThanOrEqual(15)
})

test('the table is replaced as one, and drops what no line allows', () => {
  const text = cardTable(entries.slice(0, 2))
  expect(text.startsWith('table bridge reeve\ndelete table bridge reeve\ntable bridge reeve {')).toBe(true)
  expect(text).toContain('      "rvt0100" . 02:88:0a:58:01:00 . 10.88.1.0,\n      "rvt0101" . 02:88:0a:58:01:01 . 10.88.1.1\n')
  const rules = text.slice(text.indexOf('chain cards'), text.indexOf('chain host')).split('\n')
  expect(rules.filter((line) => line.endsWith(' accept')).map((line) => line.trim().split(' ')[0])).toEqual(['iifname', 'ether', 'ether'])
  expect(rules.findIndex((line) => line.includes('drop'))).toBe(rules.findLastIndex((line) => line.endsWith(' accept')) + 1)
})

test('nothing that a service sends reaches the host itself', () => {
  const host = cardTable(entries.slice(0, 1)).split('chain host')[1] ?? ''
  expect(host).toMatch(/hook input priority -300; policy accept;\n {4}iifname "rvt\*" counter drop/)
})
