import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AlertEventView, AlertView, MailSettingsView } from '../../contracts/alerts.ts'
import { type MailRelay, mailRelay, mailsIn } from '../../server/testing/mail-relay.ts'
import { program } from './support/engine.ts'
import { SftpServer } from './support/sftp-server.ts'
import { reeve, removeTenant, site, tryReeve } from './support/site.ts'

const name = 'alerts-of-problems'
const www = `${name}/www`
const reader = 'ops@example.org'
const [sftpPort, mailPort] = [4623, 4625]
const place = `alerts-${Date.now().toString(36)}`
const sftp = new SftpServer(sftpPort)
/** Ways out are the choice of the installation's owner: given back at the end. */
let before: { backupTargets?: string[]; mailRelay?: string }
let sender: MailSettingsView
let relay: MailRelay

async function open(relayAt: string, targets: readonly string[]): Promise<void> {
  const ways = (targets.length === 0 ? ['none'] : targets).flatMap((target) => ['--backup-target', target])
  const up = resolve(import.meta.dirname, '../../scripts/up.mjs')
  const { status, stderr } = await program(process.execPath, [up, '--mail-relay', relayAt, ...ways], '', 300_000)
  expect({ status, stderr }).toMatchObject({ status: 0 })
}
/** What the reader was told. */
const told = () =>
  mailsIn(relay.heard)
    .filter(({ to }) => to.includes(reader))
    .map(({ text }) => text)
/** At least the time that the rule waits. */
const inTime = { timeout: 200_000, interval: 2000 }

beforeAll(async () => {
  before = (JSON.parse(readFileSync('/var/lib/reeve/state.json', 'utf8')) as { listen: typeof before }).listen
  await sftp.prepare()
  await sftp.start()
  relay = await mailRelay({ port: mailPort })
  await site(name)
  await open(`127.0.0.1:${mailPort}`, [...(before.backupTargets ?? []), `127.0.0.1:${sftpPort}`])
  sender = await reeve<MailSettingsView>('alert', 'mail')
  await reeve('alert', 'mail', '--from', 'reeve@example.org', '--security', 'none')
  const options = ['--sftp', `${sftp.user}@127.0.0.1:${sftpPort}`, '--folder', '/backups', '--host-key', sftp.hostKey()]
  await reeve('backup', 'repository', place, ...options, '--key-file', sftp.keyFile())
}, 600_000)
afterAll(async () => {
  await removeTenant(name)
  await tryReeve('backup', 'forget-repository', place)
  if (sender?.from !== undefined && sender.from !== '')
    await reeve('alert', 'mail', '--from', sender.from, '--user', sender.user, '--security', sender.security)
  await open(before.mailRelay ?? 'none', before.backupTargets ?? [])
  relay?.close()
  await sftp.remove()
}, 600_000)

test('a backup whose repository does not answer is told by mail, once, and so is that it is over', async () => {
  const rule = await reeve<AlertView>('alert', 'add', '--service', www, '--problem', 'backups', '--for', '1m', '--mail', reader)
  expect(rule).toMatchObject({ metric: 'backups', direction: 'above', threshold: 0, state: 'ok' })
  await reeve('backup', 'policy', www, '--repository', place)
  await sftp.stop()
  expect((await tryReeve('backup', 'now', www)).stderr).toContain('The place of the repository does not answer')
  await expect.poll(told, inTime).toHaveLength(1)
  expect(told()[0]).toContain(`The backups of ${www} have a problem.`)
  expect(told()[0]).toMatch(new RegExp(`/t/${rule.tenant ?? '\\w+'}/services/${rule.service}/backups`))
  expect((await reeve<AlertView[]>('alert', 'list')).find(({ id }) => id === rule.id)).toMatchObject({ state: 'firing', value: 1 })

  await reeve('backup', 'policy', www, '--repository', 'local')
  await reeve('backup', 'now', www)
  await expect.poll(told, inTime).toHaveLength(2)
  expect(told()[1]).toContain('This is over:')
  const events = (await reeve<AlertEventView[]>('alert', 'events')).filter(({ alert }) => alert === rule.id)
  expect(events.map(({ what, mail }) => `${what} ${mail}`)).toEqual(['resolved sent', 'fired sent'])
}, 600_000)
