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

test('a repository is refused in words that say what to do, and a plan says what its rules remove', async ({ admin, planName }) => {
  await admin.goto('/backups')
  await admin.getByRole('button', { name: 'Add repository' }).click()
  const form = admin.getByRole('dialog', { name: 'Add a repository' })
  await form.getByLabel('Name', { exact: true }).fill('elsewhere')
  await form.getByLabel('Host', { exact: true }).fill('backup.example.org')
  await form.getByLabel('User', { exact: true }).fill('reeve')
  await form.getByRole('button', { name: 'Test and save' }).click()
  await expect(form.getByText('Enter what opens it.')).toBeVisible()
  await form.getByLabel('Host key').fill('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGluIGEgc3Rvcnk= root@backup')
  await form.getByLabel('Private key').fill('a key that nobody has')
  await form.getByRole('button', { name: 'Test and save' }).click()
  // Root has opened no way to it: nothing is set.
  await expect(form.getByText('There is no way out to backup.example.org:22.')).toBeVisible({ timeout: 30_000 })
  await admin.screenshot({ path: 'screens/repository.png' })
  expect((await reeve<{ repositories: { name: string }[] }>('backup', 'status')).repositories.map(({ name }) => name)).not.toContain(
    'elsewhere',
  )

  await reeve('plan', 'create', planName)
  await admin.goto('/plans')
  await admin.getByRole('button', { name: `Actions for ${planName}` }).click()
  await admin.getByRole('menuitem', { name: 'Backups' }).click()
  const rules = admin.getByRole('dialog', { name: `Backups of the plan ${planName}` })
  await expect(rules.getByText('No service follows these rules now.')).toBeVisible()
  await rules.getByLabel('Days').fill('14')
  await rules.getByRole('button', { name: 'Save rules' }).click()
  await expect(rules).toBeHidden()
  expect(await reeve('backup', 'plan', planName)).toMatchObject({ policy: { keep: { daily: 14 } } })
})

test('a deleted site comes back from its backup as a new one', async ({ admin, tenantName }) => {
  const { tenant, service } = await site(tenantName, [])
  await reeve('backup', 'now', `${tenantName}/www`)

  await admin.goto(`/t/${tenant}/services/${service}/settings`)
  await admin.getByRole('button', { name: 'Delete service' }).click()
  const question = admin.getByRole('dialog', { name: 'Delete the service www' })
  await expect(question.getByRole('combobox', { name: 'Its backups' })).toHaveText('are kept for 30 days')
  await question.getByLabel('Type www to confirm').fill('www')
  await question.getByRole('button', { name: 'Delete service' }).click()
  const approval = admin.getByRole('dialog', { name: 'Approve this action' })
  await approval.getByRole('button', { name: 'Approve with passkey' }).click()
  await expect(approval).toBeHidden()
  await expect.poll(() => reeve<unknown[]>('service', 'list', '--tenant', tenantName), { timeout: 60_000 }).toEqual([])

  await admin.goto(`/t/${tenant}/backups`)
  await expect(admin.getByText('one backup of one deleted service')).toBeVisible({ timeout: 30_000 })
  await admin.screenshot({ path: 'screens/backups-left.png' })
  await admin.getByRole('button', { name: `Actions for ${tenantName}/www` }).click()
  await admin.getByRole('menuitem', { name: 'Restore as a new service' }).click()
  const restore = admin.getByRole('dialog', { name: `Restore ${tenantName}/www as a new service` })
  await restore.getByLabel('Name of the new service').fill('again')
  await restore.getByRole('button', { name: 'Restore as a new service' }).click()
  await approval.getByRole('button', { name: 'Approve with passkey' }).click()
  await expect(approval).toBeHidden()
  const restored = async () =>
    (await reeve<{ name: string; state: string }[]>('action', 'list', '--tenant', tenantName)).find(({ name }) => name === 'backup.restore')
      ?.state
  await expect.poll(restored, { timeout: 120_000 }).toBe('done')
})
