import type { AlertView } from '../contracts/alerts.ts'
import { reeve, site } from './machine/support/site.ts'
import { expect, test } from './support/story.ts'

test('an alert is made, shows the secret of its webhook once, is listed, and goes', async ({ admin, tenantName }) => {
  const { tenant } = await site(tenantName)
  const listed = () => reeve<AlertView[]>('alert', 'list', '--tenant', tenantName)
  const row = admin.getByRole('table', { name: 'Rules' }).getByRole('row').filter({ hasText: 'webhook at hooks.example.org' })

  await admin.goto(`/t/${tenant}/alerts`)
  await admin.getByRole('button', { name: 'Add alert' }).first().click()
  const dialog = admin.getByRole('dialog', { name: 'Add an alert' })
  await dialog.getByLabel('Limit').fill('3')
  await dialog.getByLabel('Webhook').fill('https://hooks.example.org/reeve')
  await dialog.getByRole('button', { name: 'Add alert' }).click()

  const secret = admin.getByRole('dialog', { name: 'Secret of the webhook' })
  const told = await secret.locator('code').innerText()
  await secret.getByRole('button', { name: 'Close' }).click()
  await expect(row).toContainText('within bounds')
  await expect(admin.getByText(told)).toHaveCount(0)
  expect(await listed()).toMatchObject([{ metric: 'cpu', direction: 'above', threshold: 3, webhook: 'https://hooks.example.org/reeve' }])

  await row.getByRole('button', { name: /^Actions for/ }).click()
  await admin.getByRole('menuitem', { name: 'Remove alert' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: 'Remove alert' }).click()
  await expect(row).toHaveCount(0)
  expect(await listed()).toEqual([])
})
