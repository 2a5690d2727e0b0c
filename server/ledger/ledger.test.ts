import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LedgerEntry } from '../../contracts/ledger.ts'
import { asRoot, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  backend = testBackend({ door })
})
afterEach(() => backend.stop())

const entry = (sequence: number): LedgerEntry => ({
  ...{ sequence, at: 0, kind: 'done', action: null, name: '', actor: '', tenant: null, object: null, detail: '', previous: '' },
  hash: `hash ${sequence}`,
})

test.each(['list', 'verify'] as const)('what the backend saw in a %s has to be there for ever', async (how) => {
  const { ledger } = asRoot(backend.app)
  door.entries = [1, 2, 3].map(entry)
  await (how === 'list' ? ledger.list({}) : ledger.verify())
  door.entries.push(entry(4))
  expect(await ledger.verify()).toMatchObject({ whole: true })
  door.entries = [1, 2].map(entry)
  expect(await ledger.verify()).toMatchObject({ whole: false, brokenAt: 3 })
  // Looking at what is left makes nobody forget.
  await ledger.list({})
  expect(await ledger.verify()).toMatchObject({ whole: false })
})
