import { imageAlias } from '../agents/catalogue/base.ts'
import type { PatchesView, RunReport } from '../contracts/patches.ts'
import { engine } from './machine/support/engine.ts'
import { reeve, site } from './machine/support/site.ts'
import { curl } from './support/curl.ts'
import { expect, test } from './support/story.ts'

test('an administrator looks for updates, patches the sites of the machine and reads what became of them', async ({
  admin,
  installation,
  tenantName,
}) => {
  test.setTimeout(600_000)
  const host = `www.${tenantName}.test`
  const { tenant, service } = await site(tenantName, [host])
  expect((await curl(installation.gate.address, host)).status).toBe(200)

  await test.step('what is outdated stands there at a glance', async () => {
    await admin.goto('/patches')
    await admin.getByRole('button', { name: 'Look for updates' }).click()
    await expect(admin.getByRole('button', { name: 'Look for updates' })).toBeVisible({ timeout: 300_000 })
    await expect(admin.getByRole('heading', { name: 'What is to be done' })).toBeVisible()
    const { kinds } = await reeve<PatchesView>('patch', 'list')
    await expect(admin.getByRole('table', { name: 'Images of services' }).getByRole('row')).toHaveCount(kinds.length + 1)
  })

  await test.step('windows are chosen and kept', async () => {
    await admin.getByRole('button', { name: 'Choose windows' }).click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByLabel('Windows').fill('someday')
    await dialog.getByRole('button', { name: 'Save windows' }).click()
    await expect(dialog.getByText('someday is no window.')).toBeVisible()
    await dialog.getByLabel('Windows').fill('mon-fri 22:00-04:00')
    await dialog.getByLabel('Time zone').fill('Europe/Berlin')
    await dialog.getByRole('button', { name: 'Save windows' }).click()
    await expect(admin.getByText('mon-fri 22:00-04:00 Europe/Berlin')).toBeVisible()
    await reeve('patch', 'windows', '--clear')
  })

  await test.step('a run patches the site, which answers on', async () => {
    await admin.goto('/patches')
    await admin.getByRole('button', { name: 'Actions for Web server' }).click()
    await admin.getByRole('menuitem', { name: 'Patch services' }).click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByLabel('Wait before the rest').fill('0')
    await dialog.getByRole('button', { name: 'Start the run' }).click()
    await expect(admin.getByRole('heading', { name: 'Patch run: Web server' })).toBeVisible()
    await expect(admin.getByText('done', { exact: true })).toBeVisible({ timeout: 400_000 })
    const row = admin.getByRole('row', { name: new RegExp(`${tenantName}/www`) })
    await expect(row).toContainText('patched')
    const report = await reeve<RunReport>('patch', 'report', admin.url().split('/').at(-1) ?? '')
    const { target } = await engine<{ target: string }>(`/1.0/images/aliases/${imageAlias('webserver')}`)
    expect(target).toBe(report.image)
    expect((await curl(installation.gate.address, host)).status).toBe(200)
  })

  await test.step('the page of the service says when it was patched', async () => {
    await admin.goto(`/t/${tenant}/services/${service}`)
    await expect(admin.getByText('Version of')).toBeVisible()
    await expect(admin.getByText(/, done$/)).toBeVisible()
  })
})
