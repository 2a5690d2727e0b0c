import type { ServiceView } from '../contracts/views.ts'
import { reeve, site } from './machine/support/site.ts'
import { join, newAccount, tenantLink } from './support/people.ts'
import { expect, test } from './support/story.ts'

test('a member sees nothing without a right, and changes the settings with the one right that is given', async ({
  admin,
  stranger: member,
  tenantName,
}) => {
  const { tenant, service } = await site(tenantName)
  const account = newAccount('member')
  await join(member, await tenantLink(account.email, tenantName, 'member'), account)
  const services = async () => {
    await member.goto(`/t/${tenant}/services`)
    await expect(member.getByRole('heading', { name: 'Services' })).toBeVisible()
    return member.getByRole('link', { name: 'www', exact: true })
  }
  const rights = async (change: (dialog: ReturnType<typeof admin.getByRole>) => Promise<void>) => {
    await admin.goto(`/t/${tenant}/people`)
    await admin.getByRole('button', { name: `Actions for ${account.name}` }).click()
    await admin.getByRole('menuitem', { name: 'Change rights' }).click()
    const dialog = admin.getByRole('dialog', { name: `Rights of ${account.name}` })
    await change(dialog)
    await dialog.getByRole('button', { name: 'Save rights' }).click()
    await expect(admin.getByText('Rights changed')).toBeVisible()
  }
  await expect(await services()).toBeVisible()

  await test.step('without any right there is nothing to see', async () => {
    await rights(async (dialog) => {
      const all = dialog.getByRole('group', { name: 'All services' })
      // Whoever may do something sees it, so that sight is taken last.
      for (const name of ['Files and deployments', 'Wake and sleep', 'See']) await all.getByRole('checkbox', { name }).uncheck()
    })
    await member.goto(`/t/${tenant}/services/${service}`)
    await expect(member.getByText('There is nothing here, or it is not yours.')).toBeVisible()
    await expect(await services()).toHaveCount(0)
  })

  await test.step('with the settings of one service, these and nothing more', async () => {
    await rights(async (dialog) => {
      await dialog.getByRole('group', { name: 'www' }).getByRole('checkbox', { name: 'Settings and domains' }).check()
    })
    await expect(await services()).toBeVisible()
    await member.goto(`/t/${tenant}/services/${service}/settings`)
    await member.getByLabel('Own page for what is not found, such as 404.html').fill('gone.html')
    await member.getByRole('button', { name: 'Save changes' }).click()
    await expect
      .poll(async () => (await reeve<ServiceView>('service', 'show', service)).config)
      .toMatchObject({ notFoundPage: 'gone.html' })
    await member.getByRole('button', { name: 'Actions for www' }).click()
    await expect(member.getByRole('menuitem', { name: 'Stop until started' })).toBeDisabled()
  })
})
