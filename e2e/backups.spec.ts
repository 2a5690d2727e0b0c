import { projectOf } from '../contracts/ids.ts'
import { inside } from './machine/support/engine.ts'
import { reeve, site } from './machine/support/site.ts'
import { curl } from './support/curl.ts'
import { expect, test } from './support/story.ts'

test('a site is backed up, vandalised, and a file of it comes back', async ({ admin, installation, tenantName }) => {
  const host = `www.${tenantName}.test`
  const { tenant, service } = await site(tenantName, [host])
  const good = (await curl(installation.gate.address, host)).body

  await admin.goto(`/t/${tenant}/services/${service}/backups`)
  await expect(admin.getByText('No backup yet')).toBeVisible()
  await admin.getByRole('button', { name: 'Back up now' }).click()
  const row = admin.getByRole('row').filter({ hasText: 'local' })
  await expect(row.getByText('good')).toBeVisible({ timeout: 60_000 })
  await admin.screenshot({ path: 'screens/service-backups.png' })

  await reeve('service', 'wake', `${tenantName}/www`)
  await inside(service, ['truncate', '-s', '0', '/srv/www/htdocs/index.html'], { project: projectOf(tenant), user: 1000 })
  expect((await curl(installation.gate.address, host)).body).not.toBe(good)
  await row.getByRole('button', { name: /^Actions for/ }).click()
  await admin.getByRole('menuitem', { name: 'Look inside' }).click()
  const look = admin.getByRole('dialog')
  await look.getByRole('button', { name: 'htdocs', exact: true }).click()
  await look.getByRole('button', { name: 'Actions for index.html' }).click()
  await admin.getByRole('menuitem', { name: 'Restore this' }).click()

  // The window says what is overwritten before anything is.
  const restore = admin.getByRole('dialog', { name: 'Restore from a backup' })
  await expect(restore.getByText('Nothing is overwritten.')).toBeVisible()
  await restore.getByRole('combobox', { name: 'Where' }).click()
  await admin.getByRole('option', { name: 'In place of what is there now' }).click()
  await expect(restore.getByText('htdocs/index.html is overwritten.')).toBeVisible()
  await restore.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect.poll(async () => (await curl(installation.gate.address, host)).body).toBe(good)

  await admin.goto('/backups')
  await expect(admin.getByRole('link', { name: `${tenantName}/www` })).toBeVisible()
})
