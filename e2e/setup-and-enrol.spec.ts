import { resolve } from 'node:path'
import type { LedgerEntry } from '../contracts/ledger.ts'
import { program } from './machine/support/engine.ts'
import { reeve } from './machine/support/site.ts'
import { Authenticator } from './support/passkeys.ts'
import { administratorLink, complaint, fresh, join, newAccount, removeAdministrator } from './support/people.ts'
import { expect, test } from './support/story.ts'

/** What the machine's root gets from the terminal: a secret for a key, and the link of the first administrator while nobody has joined. */
async function enrol(): Promise<{ url: string | null; secret: string }> {
  const script = resolve(import.meta.dirname, '../scripts/enrol.mjs')
  const { status, stdout, stderr } = await program(process.execPath, [script, '--json'])
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout) as { url: string | null; secret: string }
}

test('an administrator joins by a link, enrols a key with the secret of the terminal, and signs in with it', async ({
  stranger: page,
  installation,
  newcomers,
}) => {
  const account = newAccount('first')
  newcomers.push(account.email)
  const { url, secret } = await enrol()
  const link = url ?? (await administratorLink(account.email))
  const label = fresh('blue')
  await Authenticator.plugIn(page)

  await join(page, link, account)
  await expect(page.getByRole('heading', { name: 'Let the keep trust a key' })).toBeVisible()
  await page.getByLabel('Name of the key').fill(label)
  await page.getByLabel('Enrolment secret').fill(secret)
  await page.getByRole('button', { name: 'Enrol key' }).click()
  await expect(page.getByText('The keep trusts this key now.')).toBeVisible()
  await page.getByRole('button', { name: 'Go to the panel' }).click()
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible()

  await expect
    .poll(async () =>
      (await reeve<LedgerEntry[]>('audit', 'list', '--limit', '50')).map(({ name, detail }) => `${name} ${detail}`).join('\n'),
    )
    .toContain(`Trust the key ${label}`)

  await page.getByRole('button', { name: `Account of ${account.name}` }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible()

  await test.step('the link works once', async () => {
    const other = await page.context().newPage()
    await other.goto(new URL(link).hash === '' ? link : `${installation.panel.url}/join${new URL(link).hash}`)
    await expect(other.getByRole('button', { name: 'Create account' })).toBeHidden()
    await expect(complaint(other)).toBeVisible()
    await other.close()
  })

  await test.step('the secret works once', async () => {
    await page.goto('/account')
    await page.getByRole('button', { name: 'Enrol key' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name of the key').fill(fresh('red'))
    await dialog.getByLabel('Enrolment secret').fill(secret)
    await dialog.getByRole('button', { name: 'Enrol key' }).click()
    await expect(complaint(dialog)).toBeVisible()
  })

  await removeAdministrator(account.email)
  // The open page hears of it and leaves by itself.
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})
