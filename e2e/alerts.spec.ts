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

test('an alert about problems has no limit to choose, and administrators have one by itself', async ({ admin, tenantName }) => {
  const { tenant } = await site(tenantName)
  await admin.goto(`/t/${tenant}/alerts`)
  await admin.getByRole('button', { name: 'Add alert' }).first().click()
  const dialog = admin.getByRole('dialog', { name: 'Add an alert' })
  await dialog.getByLabel('Figure').click()
  await admin.getByRole('option', { name: 'Problem: backups' }).click()
  await expect(dialog.getByLabel('Limit')).toHaveCount(0)
  await dialog.getByLabel('Webhook').fill('https://hooks.example.org/problems')
  await dialog.getByRole('button', { name: 'Add alert' }).click()
  await admin.getByRole('dialog', { name: 'Secret of the webhook' }).getByRole('button', { name: 'Close' }).click()
  const rules = admin.getByRole('table', { name: 'Rules' }).getByRole('row')
  await expect(rules.filter({ hasText: 'Problem: backups, for 5 min' })).toContainText('no problem')
  const listed = await reeve<AlertView[]>('alert', 'list', '--tenant', tenantName)
  expect(listed).toMatchObject([{ metric: 'backups', direction: 'above', threshold: 0, holdSeconds: 300 }])

  await admin.goto('/alerts')
  const own = (await reeve<AlertView[]>('alert', 'list')).filter((rule) => rule.tenant === null && rule.metric === 'problems')
  // Somebody's own rule may have taken its place.
  if (own.some(({ mail, webhook }) => mail.length === 0 && webhook === null))
    await expect(rules.filter({ hasText: 'Any problem' }).filter({ hasText: 'Everywhere' }).first()).toContainText('all administrators')
})
