import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { reeve, site } from './machine/support/site.ts'
import { fresh, join, newAccount } from './support/people.ts'
import { expect, test } from './support/story.ts'

const invitation = async (email: string, ...words: string[]): Promise<string> =>
  (await reeve<{ link: { url: string } }>('person', 'invite', email, ...words)).link.url

test('support looks at a tenant with a reason, sees a banner and changes nothing, and the owner reads of it', async ({
  stranger,
  tenantName,
}) => {
  await site(tenantName, [`www.${tenantName}.test`])
  const account = newAccount('support')
  await join(stranger, await invitation(account.email, '--role', 'support'), account)
  await stranger.goto('/tenants')
  await stranger.getByRole('searchbox').fill(tenantName)
  await stranger.getByRole('button', { name: `Actions for ${tenantName}` }).click()
  await stranger.getByRole('menuitem', { name: 'Look at its pages' }).click()
  const reason = `ticket ${fresh('t')}: the shop is slow`
  await stranger.getByLabel('Reason').fill(reason)
  await stranger.getByRole('button', { name: 'Look at the tenant' }).click()
  await expect(stranger.getByText(/^You look at .* as support$/)).toBeVisible()
  await stranger.getByRole('link', { name: 'Services' }).first().click()
  await stranger.getByRole('button', { name: 'Actions for www' }).click()
  await expect(stranger.getByRole('menuitem', { name: /Stop now/ })).toBeDisabled()
  await stranger.keyboard.press('Escape')
  const entries = await reeve<{ name: string; detail: string }[]>('audit', 'list', '--tenant', tenantName)
  expect(entries.some(({ name, detail }) => name === 'support.view' && detail.includes(reason))).toBe(true)
  await stranger.getByRole('button', { name: 'Stop looking' }).click()
  await expect(stranger.getByRole('heading', { name: 'Tenants' })).toBeVisible()
  await reeve('person', 'duty', account.email, 'none')
  await reeve('person', 'delete', account.email)
})

test('an owner makes a token for one service; the command line deploys with it and does nothing else', async ({
  stranger,
  installation,
  tenantName,
}) => {
  const host = `www.${tenantName}.test`
  await site(tenantName, [host])
  const account = newAccount('owner')
  await join(stranger, await invitation(account.email, '--role', 'owner', '--tenant', tenantName), account)
  await stranger.goto('/account')
  await stranger.getByRole('button', { name: 'Make token' }).first().click()
  const form = stranger.getByRole('dialog')
  await form.getByLabel('Name').fill('deploys')
  await form.getByRole('checkbox', { name: 'files and deployments' }).check()
  await form.getByRole('checkbox', { name: `${tenantName}/www` }).check()
  await form.getByRole('button', { name: 'Make token' }).click()
  const token = await stranger.getByRole('dialog').locator('code').innerText()
  expect(token).toMatch(/^reeve_/)

  const folder = await mkdtemp(joinPath(tmpdir(), 'reeve-token-'))
  const file = joinPath(folder, 'token')
  await writeFile(file, token)
  await chmod(file, 0o600)
  await writeFile(joinPath(folder, 'index.html'), 'by token')
  const far = ['--url', installation.panel.url, '--token-file', file]
  expect((await reeve<{ name: string }[]>('service', 'list', ...far)).map(({ name }) => name)).toEqual(['www'])
  await expect(reeve('service', 'sleep', `${tenantName}/www`, ...far)).rejects.toThrow(/forbidden/)
  await reeve('token', 'revoke', account.email, (await reeve<{ id: string }[]>('token', 'list', account.email))[0]?.id ?? '')
  await expect(reeve('service', 'list', ...far)).rejects.toThrow(/unauthenticated/)
  await rm(folder, { recursive: true })
})
