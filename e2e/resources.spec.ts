import type { ServiceView } from '../contracts/views.ts'
import { reeve, site } from './machine/support/site.ts'
import { curl } from './support/curl.ts'
import { join, newAccount, tenantLink } from './support/people.ts'
import { expect, test } from './support/story.ts'

test('a member asks for more, the administrator allows it, and it is there; the settings have a way back', async ({
  admin,
  stranger: member,
  installation,
  tenantName,
}) => {
  const host = `www.${tenantName}.test`
  const { tenant, service } = await site(tenantName, [host])
  const page = `/t/${tenant}/services/${service}`
  const show = () => reeve<ServiceView>('service', 'show', service)
  expect((await curl(installation.gate.address, host)).status).toBe(200)

  await test.step('the member sees what is used and asks', async () => {
    const account = newAccount('member')
    await join(member, await tenantLink(account.email, tenantName, 'member'), account)
    await member.goto(`${page}/resources`)
    await expect(member.getByRole('meter', { name: 'Memory held' })).toBeVisible()
    await expect(member.getByRole('button', { name: 'Save resources' })).toBeDisabled()
    await member.getByLabel('In all').fill('384')
    await member.getByLabel('Why').fill('The catalogue is imported tonight')
    await member.getByRole('button', { name: 'Ask for it' }).click()
    await expect(member.getByText('Asked: a person decides')).toBeVisible()
  })

  await test.step('the administrator allows it with a sentence', async () => {
    await admin.goto(`/t/${tenant}/requests`)
    await expect(admin.getByText('The catalogue is imported tonight')).toBeVisible()
    await admin.getByRole('button', { name: 'Allow' }).click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByLabel('Answer').fill('Until Friday')
    await dialog.getByRole('button', { name: 'Allow' }).click()
    await expect(admin.getByText('Until Friday')).toBeVisible()
    await expect.poll(async () => (await show()).resources.memoryMiB).toBe(384)
  })

  await test.step('a change of the settings is in the history, and is taken back', async () => {
    await reeve('service', 'set', service, 'listing=true')
    await admin.goto(`${page}/history`)
    await expect(admin.getByText('listing')).toBeVisible()
    await admin
      .getByRole('button', { name: /^Actions for/ })
      .nth(2)
      .click()
    await admin.getByRole('menuitem', { name: 'Go back to this' }).click()
    await admin.getByRole('dialog').getByRole('button', { name: 'Go back to this' }).click()
    await expect.poll(async () => (await show()).config).toEqual({})
  })

  await test.step('stopped it answers nobody, started it does', async () => {
    await admin.goto(page)
    await admin.getByRole('button', { name: 'Actions for www' }).click()
    await admin.getByRole('menuitem', { name: 'Stop until started' }).click()
    await admin.getByRole('dialog').getByRole('button', { name: 'Stop until started' }).click()
    await expect.poll(async () => (await curl(installation.gate.address, host)).body).toContain('This site is stopped')
    await expect(admin.getByText('This service is stopped: no request wakes it.')).toBeVisible()
    await admin.getByRole('button', { name: 'Start', exact: true }).click()
    await expect.poll(async () => (await curl(installation.gate.address, host)).status).toBe(200)
  })
})
