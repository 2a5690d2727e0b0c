import { projectOf } from '../contracts/ids.ts'
import type { LedgerEntry } from '../contracts/ledger.ts'
import type { ActionView } from '../contracts/views.ts'
import { engine } from './machine/support/engine.ts'
import { approving, reeve, site } from './machine/support/site.ts'
import { curl } from './support/curl.ts'
import { expect, test } from './support/story.ts'

test('deleting a service says what will be lost, asks for the passkey, and leaves nothing behind', async ({
  admin,
  installation,
  tenantName,
}) => {
  const host = `www.${tenantName}.test`
  const { tenant, service } = await site(tenantName, [host])

  await admin.goto(`/t/${tenant}/services/${service}/settings`)
  await admin.getByRole('button', { name: 'Delete service' }).click()
  const question = admin.getByRole('dialog', { name: 'Delete the service www' })
  await expect(question.getByText(host)).toBeVisible()
  await question.getByLabel('Type www to confirm').fill('www')
  await question.getByRole('button', { name: 'Delete service' }).click()
  const dialog = admin.getByRole('dialog', { name: 'Approve this action' })
  await expect(dialog.getByText(`Delete the service www of ${tenantName}`)).toBeVisible()
  await expect(dialog.getByText('What will be lost')).toBeVisible()

  await test.step('closing the dialog approves nothing', async () => {
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog).toBeHidden()
    expect((await curl(installation.gate.address, host)).status).toBe(200)
    const waiting = await reeve<ActionView[]>('action', 'list', '--tenant', tenantName, '--state', 'awaiting_approval')
    expect(waiting).toMatchObject([{ name: 'service.delete', object: service }])
  })

  await test.step('the waiting action is approved with the passkey', async () => {
    await admin.goto('/actions')
    await admin.getByRole('link', { name: `Delete the service www of ${tenantName}` }).click()
    await admin.getByRole('button', { name: 'Approve' }).click()
    await dialog.getByRole('button', { name: 'Approve with passkey' }).click()
    await expect(dialog).toBeHidden()
    await expect(admin.getByText('done', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
  })

  expect(await reeve('service', 'list', '--tenant', tenantName)).toEqual([])
  expect(await engine(`/1.0/instances?project=${projectOf(tenant)}`)).toEqual([])
  expect(await engine(`/1.0/storage-pools/reeve-data/volumes/custom?project=${projectOf(tenant)}`)).toEqual([])
  await expect.poll(async () => (await curl(installation.gate.address, host)).status).toBe(421)
  const kinds = (await reeve<LedgerEntry[]>('audit', 'list', '--tenant', tenantName)).filter(({ object }) => object === service)
  expect(kinds.filter(({ name }) => name === 'service.delete').map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['accepted', 'approved', 'done']),
  )
})

test('deleting a tenant names what goes with it, wants its name typed and a passkey', async ({ admin, installation, tenantName }) => {
  const host = `www.${tenantName}.test`
  const { tenant: id } = await site(tenantName, [host])

  await admin.goto(`/tenants/${id}`)
  await admin.getByRole('button', { name: `Actions for ${tenantName}` }).click()
  await admin.getByRole('menuitem', { name: 'Delete tenant' }).click()
  const confirm = admin.getByRole('dialog', { name: `Delete the tenant ${tenantName}` })
  await expect(confirm.getByText('the service www with all its data')).toBeVisible()
  await expect(confirm.getByText(`the domains ${host}`)).toBeVisible()
  await confirm.getByLabel(`Type ${tenantName} to confirm`).fill(tenantName)
  await confirm.getByRole('button', { name: 'Delete tenant' }).click()
  const approval = admin.getByRole('dialog', { name: 'Approve this action' })
  await expect(approval.getByText(`Delete the tenant ${tenantName}`)).toBeVisible()
  await approval.getByRole('button', { name: 'Approve with passkey' }).click()
  await expect(approval).toBeHidden()

  await expect
    .poll(async () => (await reeve<{ name: string }[]>('tenant', 'list')).map(({ name }) => name), { timeout: 60_000 })
    .not.toContain(tenantName)
  expect(await engine<string[]>('/1.0/projects')).not.toContain(`/1.0/projects/${projectOf(id)}`)
  await expect.poll(async () => (await curl(installation.gate.address, host)).status).toBe(421)
})

test('a page whose service is deleted meanwhile says so by itself', async ({ admin, tenantName }) => {
  const { tenant, service } = await site(tenantName, [`www.${tenantName}.test`])
  await admin.goto(`/t/${tenant}/services/${service}/settings`)
  await expect(admin.getByRole('button', { name: 'Delete service' })).toBeVisible()
  await reeve('service', 'delete', `${tenantName}/www`, ...approving)
  await expect(admin.getByText('This service was deleted')).toBeVisible()
})
