import { expect, test } from 'vitest'
import { serviceAddresses, tenantAddresses } from '../../contracts/zones.ts'
import { addressOfCard, cardName, hardwareAddress, isServiceAddress } from './addresses.ts'

test('the hardware address follows from the address', () => {
  expect(hardwareAddress('10.88.255.1')).toBe('02:88:0a:58:ff:01')
})

test.each(['10.88.1.0', '10.88.255.1', '10.88.10.254'])('the card of %s has a name of its own, which leads back', (address) => {
  expect(cardName(address)).toMatch(/^rvt[0-9a-f]{4}$/)
  expect(addressOfCard(cardName(address))).toBe(address)
})

test.each(['rvt', 'rvt01', 'rvt010', 'rvt01000', 'rvtAB00', 'veth0100', 'rvt0100\n'])('%j is the name of no card', (name) => {
  expect(addressOfCard(name)).toBeUndefined()
})

test.each([
  [tenantAddresses, '10.88.1.0', true],
  [tenantAddresses, '10.88.16.255', true],
  [tenantAddresses, '10.88.17.0', false],
  [tenantAddresses, '10.88.0.1', false],
  [tenantAddresses, '10.88.0.255', false],
  [tenantAddresses, '10.88.255.255', false],
  [tenantAddresses, '10.87.11.3', false],
  [tenantAddresses, '10.88.1.256', false],
  [tenantAddresses, '10.88.1.300', false],
  [tenantAddresses, '10.88.01.1', false],
  [tenantAddresses, '10.88.1', false],
  [tenantAddresses, '10.88.1.1\n', false],
  [tenantAddresses, '', false],
  [serviceAddresses, '10.87.16.1', true],
  [serviceAddresses, '10.87.32.1', false],
  [serviceAddresses, '10.88.1.1', false],
])('in %s a service may have %j: %s', (network, address, may) => {
  expect(isServiceAddress(network, address)).toBe(may)
})
