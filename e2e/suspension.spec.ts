import type { ServiceView } from '../contracts/views.ts'
import { reeve, site } from './machine/support/site.ts'
import { curl } from './support/curl.ts'
import { expect, test } from './support/story.ts'

test('a suspended tenant answers with a page that says so, and comes back whole', async ({ admin, installation, tenantName }) => {
  const host = `www.${tenantName}.test`
  const { tenant, service } = await site(tenantName, [host])
  expect((await curl(installation.gate.address, host)).status).toBe(200)

  await admin.goto('/tenants')
  await admin.getByRole('searchbox').fill(tenantName)
  await admin.getByRole('button', { name: `Actions for ${tenantName}` }).click()
  await admin.getByRole('menuitem', { name: 'Suspend tenant' }).click()
  const asked: string[] = []
  admin.on('request', (request) => request.url().includes('tenants.suspend') && asked.push(request.url()))
  // However nervous the finger, one request.
  await admin.getByRole('dialog').getByRole('button', { name: 'Suspend tenant' }).dblclick()
  await expect(admin.getByText('suspended', { exact: true })).toBeVisible()
  expect(asked).toHaveLength(1)

  await expect.poll(async () => (await curl(installation.gate.address, host)).status).toBe(503)
  expect((await curl(installation.gate.address, host)).body).toMatch(/suspended/i)
  // The engine's own word counts; quiet for a minute, a suspended service ends whatever its plan says.
  await expect
    .poll(async () => (await reeve<ServiceView>('service', 'show', `${tenantName}/www`)).power, { timeout: 100_000 })
    .toBe('stopped')

  // Its pages say why nothing is to be had from it, and do not pretend to wake it.
  await admin.goto(`/t/${tenant}/services/${service}/files`)
  await expect(admin.getByText('Ask your administrator to resume it').first()).toBeVisible()
  await expect(admin.getByRole('button', { name: 'Upload archive' })).toBeDisabled()
  await expect(admin.getByRole('table')).toHaveCount(0)
  await admin.screenshot({ path: 'screens/suspended-files.png' })

  await admin.goto('/tenants')
  await admin.getByRole('searchbox').fill(tenantName)
  await admin.getByRole('button', { name: `Actions for ${tenantName}` }).click()
  await admin.getByRole('menuitem', { name: 'Resume tenant' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: 'Resume tenant' }).click()
  await expect(admin.getByText('active', { exact: true })).toBeVisible()
  await expect.poll(async () => (await curl(installation.gate.address, host)).status).toBe(200)
})
