import { createTRPCClient, type TRPCLink } from '@trpc/client'
import { initTRPC } from '@trpc/server'
import { observable } from '@trpc/server/observable'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { onceLink } from './once.ts'

const t = initTRPC.create()
const one = t.procedure.input(z.object({ tenant: z.string() }))
const router = t.router({ suspend: one.mutation(() => ''), get: one.query(() => '') })

/** A backend that answers when it is told to. */
function slowBackend() {
  const asked: { path: string; answer: (data: unknown) => void; fail: () => void }[] = []
  const link: TRPCLink<typeof router> =
    () =>
    ({ op }) =>
      observable((observer) => {
        const answer = (data: unknown) => {
          observer.next({ result: { type: 'data', data } })
          observer.complete()
        }
        asked.push({ path: op.path, answer, fail: () => observer.error(new Error('no answer') as never) })
      })
  return { asked, client: createTRPCClient<typeof router>({ links: [onceLink(), link] }) }
}

it('a mutation that is asked for twice while it is on its way is one request, and both hear the answer', async () => {
  const { asked, client } = slowBackend()
  const both = Promise.all([client.suspend.mutate({ tenant: 'a' }), client.suspend.mutate({ tenant: 'a' })])
  await Promise.resolve()
  expect(asked).toHaveLength(1)
  asked[0]?.answer('done')
  expect(await both).toEqual(['done', 'done'])
})

it('another input, a later click and queries are requests of their own', async () => {
  const { asked, client } = slowBackend()
  const first = client.suspend.mutate({ tenant: 'a' })
  const other = client.suspend.mutate({ tenant: 'b' })
  const queries = [client.get.query({ tenant: 'a' }), client.get.query({ tenant: 'a' })]
  await Promise.resolve()
  expect(asked.map(({ path }) => path)).toEqual(['suspend', 'suspend', 'get', 'get'])
  asked[0]?.fail()
  await expect(first).rejects.toThrow('no answer')
  const again = client.suspend.mutate({ tenant: 'a' })
  await Promise.resolve()
  for (const { answer } of asked.slice(1)) answer('done')
  expect(await Promise.all([other, again, ...queries])).toEqual(['done', 'done', 'done', 'done'])
})
