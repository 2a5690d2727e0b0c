import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Caller } from '../caller.ts'
import { asRoot, contextFor, person, testBackend } from '../testing/backend.ts'
import { makeTenant } from '../testing/site.ts'
import { changes } from './changes.ts'

let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  backend = testBackend()
})
afterEach(() => backend.stop())

test.each([
  ['a duty', async (of: string) => asRoot(backend.app).people.setDuty({ person: of, duty: 'reseller' })],
  [
    'other rights',
    async (of: string, tenant: string) =>
      asRoot(backend.app).people.setRights({ tenant, person: of, rights: { all: ['see'], services: {} } }),
  ],
])('whoever gets %s is told, so that open pages follow', async (_, give) => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const caller: Caller = await person(app, { member: { tenant, role: 'member' } })
  const ended = new AbortController()
  const told = changes({ ...contextFor(app, caller), caller }, ended.signal)
  const next = told.next()
  await give(caller.person, tenant)
  expect((await next).value).toEqual({ topic: 'people', tenant: null })
  ended.abort()
  await told.return(undefined)
})
