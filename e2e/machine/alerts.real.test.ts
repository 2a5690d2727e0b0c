import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AlertEventView, AlertView } from '../../contracts/alerts.ts'
import { until } from './support/http.ts'
import { reeve, removeTenant, site } from './support/site.ts'

const name = 'alarmed'
beforeAll(async () => {
  await site(name, ['www.alarmed.test'])
})
afterAll(async () => {
  await removeTenant(name)
})

test('a site that nobody asks for fires an alert about too few requests, and says why nothing could be sent', async () => {
  const words = ['--service', `${name}/www`, '--tenant', name, '--metric', 'requests', '--below', '1000', '--for', '1m']
  const rule = await reeve<AlertView & { secret: string }>('alert', 'add', ...words, '--webhook', 'https://hooks.example.org/reeve')
  expect(rule.secret).toMatch(/^[\w-]{32}$/)
  const [fired] = await until(
    'the alert fires',
    () => reeve<AlertEventView[]>('alert', 'events', '--tenant', name),
    (events) => events.length > 0,
    230,
  )
  expect(fired).toMatchObject({ alert: rule.id, what: 'fired' })
  const [now] = await reeve<AlertView[]>('alert', 'list', '--tenant', name)
  expect(now).toMatchObject({ id: rule.id, state: 'firing' })
  await reeve('alert', 'remove', rule.id)
  expect(await reeve('alert', 'list', '--tenant', name)).toEqual([])
})
