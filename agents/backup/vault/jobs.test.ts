import { expect, test } from 'vitest'
import { openDatabase } from '../../core/database.ts'
import { createLog } from '../../core/log.ts'
import { createJobs } from './jobs.ts'
import { createRecords, vaultMigrations } from './records.ts'

test('the vault’s own work does not pile up: while it waits or runs it is joined, afterwards it begins anew', async () => {
  const jobs = createJobs(createRecords(openDatabase(':memory:', vaultMigrations), Date.now), createLog('test', 'silent'))
  let runs = 0
  let go: () => void = () => undefined
  const work = async () => {
    runs += 1
    await new Promise<void>((resolve) => {
      go = resolve
    })
  }
  const three = [jobs.quietly(work), jobs.quietly(work), jobs.quietly(work)]
  const another = jobs.quietly(async () => undefined)
  await expect.poll(() => runs).toBe(1)
  go()
  await Promise.all([...three, another])
  expect(runs).toBe(1)
  const again = jobs.quietly(work)
  await expect.poll(() => runs).toBe(2)
  go()
  await again
})
