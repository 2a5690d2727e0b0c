import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import type { Action } from '../../contracts/envelope.ts'
import { enumerateKills } from '../core/testing/kills.ts'
import { Ground } from './testing/ground.ts'

const keep = { last: 3, daily: 7, weekly: 4, monthly: 6 }
const make = (): Action => ({
  ...{ id: randomUUID(), name: 'backup.control', actor: { person: 'system', role: 'administrator' }, issuedAt: 0, expiresAt: 1 },
  input: { repository: 'local', days: 7, keep },
})
const run = (ground: Ground, action: Action, killer?: Parameters<Ground['agent']>[0]) =>
  ground.agent(killer).run(action, {}, () => undefined)

let ground: Ground
beforeEach(() => {
  ground = new Ground()
})

test('the installation is shown to the vault, read, compared byte by byte, and hidden again', async () => {
  const answer = await run(ground, make())
  expect(answer).toMatchObject({ result: { backup: { owner: 'reeve', source: 'control', kind: 'installation' } } })
  expect(ground.host.asked.map(({ verb }) => verb)).toEqual(['control.show', 'control.hide'])
  expect(ground.vault.asked).toEqual(['/v1/backup', '/v1/verify', '/v1/forget'])
  expect(ground.host.shown).toBe(false)
})

test('what the vault refuses leaves nothing shown', async () => {
  ground.vault.fault = new Error('no room')
  expect(await run(ground, make())).toHaveProperty('error')
  expect(ground.host.shown).toBe(false)
})

test('killed before every effect in turn, it is done or has failed in words, and nothing stays shown', async () => {
  const runs = await enumerateKills(async (killer) => {
    const fresh = new Ground()
    const action = make()
    await run(fresh, action, killer)
    const answer = await run(fresh, action)
    if ('error' in answer) expect(answer.error.message).toMatch(/interrupted/)
    expect(fresh.host.shown).toBe(false)
  })
  expect(runs).toBeGreaterThan(4)
})
