import { QueryObserver } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { makeQueryClient } from './query-client.ts'
import { pollsKeep, refresh, wakesService } from './stale.ts'

it('asks everything again but what would wake a service, or asks by itself', async () => {
  const queryClient = makeQueryClient()
  const asked: string[] = []
  const show = (name: string, options = {}) =>
    new QueryObserver(queryClient, {
      queryKey: ['services', name],
      queryFn: () => {
        asked.push(name)
        return name
      },
      ...options,
    }).subscribe(() => undefined)
  const hide = [show('list'), show('files', wakesService), show('usage', pollsKeep)]
  const settled = () =>
    Promise.all(
      queryClient
        .getQueryCache()
        .findAll()
        .map((query) => query.promise),
    )
  await settled()
  await refresh(queryClient)
  await refresh(queryClient, ['services'])
  await refresh(queryClient, ['domains'])
  expect(asked).toEqual(['list', 'files', 'usage', 'list', 'list'])
  for (const end of hide) end()
})
