import { projectOf } from '../contracts/ids.ts'
import { inside } from './machine/support/engine.ts'
import { ownLicence, trustIssuer } from './machine/support/licences.ts'
import { reeve, site, tryReeve } from './machine/support/site.ts'
import { complaint, fresh } from './support/people.ts'
import { expect, test } from './support/story.ts'

test('an administrator installs a licence by its file, is told that an altered one counts for nothing, and puts the earlier one back', async ({
  admin,
}) => {
  const issuer = await trustIssuer()
  const before = (await ownLicence()).terms
  const upload = async (path: string) => {
    await admin.getByRole('button', { name: 'Install a licence' }).click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByLabel('Licence file').setInputFiles(path)
    await dialog.getByRole('button', { name: 'Install licence' }).click()
    return dialog
  }
  try {
    await admin.goto('/licences')
    await expect(admin.getByText(before.edition, { exact: true })).toBeVisible()
    const altered = await issuer.issue(fresh('A'), { edition: 'Forged' }, ({ licence }) => {
      licence.tenants = 5000
    })
    const dialog = await upload(altered)
    await expect(complaint(dialog)).toContainText('was altered')
    await admin.keyboard.press('Escape')

    await upload(await issuer.issue(fresh('L'), { edition: 'Story edition', tenants: 4000, services: 4000, expires: '2099-12-31' }))
    await expect(admin.getByText('Story edition', { exact: true })).toBeVisible()
    await expect(admin.getByText('2099-12-31')).toBeVisible()
    await expect(admin.getByRole('meter', { name: 'Tenants' })).toBeVisible()

    await admin.getByRole('button', { name: 'Put the earlier one back' }).click()
    await admin.getByRole('dialog').getByRole('button', { name: 'Put the earlier one back' }).click()
    await expect(admin.getByText(before.edition, { exact: true })).toBeVisible()
    await expect(admin.getByText('Earlier licence put back')).toBeVisible()
  } finally {
    await issuer.leave()
  }
})

test('the key of a licence goes into a service and out of it again; its page says which licence it has', async ({ admin, tenantName }) => {
  const { tenant, service } = await site(tenantName)
  const name = fresh('tool')
  const path = `/etc/reeve/licences/${name}`
  const inVps = () => inside(service, ['cat', path], { project: projectOf(tenant) })
  await reeve('service', 'wake', service)
  try {
    await admin.goto('/licences')
    await admin.getByRole('button', { name: 'Add licence' }).first().click()
    const form = admin.getByRole('dialog')
    await form.getByLabel('Title').fill('Story tool')
    await form.getByLabel('Vendor').fill('Story vendor')
    await form.getByLabel('Short name').fill(name)
    await form.getByLabel('Cost').fill('120')
    await form.getByLabel('Key', { exact: true }).fill('KEY-OF-A-STORY')
    await form.getByRole('button', { name: 'Add licence' }).click()
    const row = admin.getByRole('row').filter({ hasText: name })
    await expect(row).toContainText('0 of 1')

    await row.getByRole('button', { name: 'Actions for Story tool' }).click()
    await admin.getByRole('menuitem', { name: 'Give to a service' }).click()
    const give = admin.getByRole('dialog')
    await give.getByRole('combobox', { name: 'Service' }).click()
    await admin.getByRole('option', { name: `${tenantName}/www` }).click()
    await give.getByRole('button', { name: 'Give licence' }).click()
    const approval = admin.getByRole('dialog', { name: 'Approve this action' })
    await expect(approval.getByText(`Give the licence ${name} to ${tenantName}/www`)).toBeVisible()
    await approval.getByRole('button', { name: 'Approve with passkey' }).click()
    await expect(approval).toBeHidden()
    await expect(row).toContainText('1 of 1')
    expect((await inVps()).stdout).toBe('KEY-OF-A-STORY')

    await admin.goto(`/t/${tenant}/services/${service}`)
    await expect(admin.getByText(path)).toBeVisible()
    await expect(admin.getByText('KEY-OF-A-STORY')).toHaveCount(0)

    await admin.goto('/licences')
    await row.getByRole('button', { name: 'Actions for Story tool' }).click()
    await admin.getByRole('menuitem', { name: `Take back from ${tenantName}/www` }).click()
    const question = admin.getByRole('dialog', { name: `Take the licence Story tool back from ${tenantName}/www` })
    await question.getByRole('button', { name: 'Take licence back' }).click()
    await expect(row).toContainText('0 of 1')
    expect((await inVps()).stderr).toMatch(/No such file/)

    await row.getByRole('button', { name: 'Actions for Story tool' }).click()
    await admin.getByRole('menuitem', { name: 'Remove licence' }).click()
    await admin.getByRole('dialog').getByRole('textbox').fill(name)
    await admin.getByRole('dialog').getByRole('button', { name: 'Remove licence' }).click()
    await expect(row).toHaveCount(0)
  } finally {
    await tryReeve('licence', 'take-back', name, service)
    await tryReeve('licence', 'remove', name)
  }
})
