import { reeve, site } from './machine/support/site.ts'
import { expect, test } from './support/story.ts'

const stale = /perhaps in another window/

test('what one window saved is not overwritten by another: what was typed stays, and the newer version is one click away', async ({
  admin,
  tenantName,
}) => {
  const { tenant, service } = await site(tenantName, [`www.${tenantName}.test`])
  const second = await admin.context().newPage()

  await test.step('the settings of a service', async () => {
    for (const page of [admin, second]) await page.goto(`/t/${tenant}/services/${service}/settings`)
    const save = async (page: typeof admin, name: string) => {
      await page.getByLabel('Own page for what is not found, such as 404.html').fill(name)
      await page.getByRole('button', { name: 'Save changes' }).click()
    }
    await save(admin, 'first.html')
    await expect(admin.getByText('Settings are being applied')).toBeVisible()
    await save(second, 'second.html')
    await expect(second.getByText(stale)).toBeVisible()
    await expect(second.getByLabel('Own page for what is not found, such as 404.html')).toHaveValue('second.html')
    expect(await reeve('service', 'show', `${tenantName}/www`)).toMatchObject({ config: { notFoundPage: 'first.html' } })
    await second.getByRole('button', { name: 'Load the newer version' }).click()
    await expect(second.getByLabel('Own page for what is not found, such as 404.html')).toHaveValue('first.html')
    await save(second, 'second.html')
    await expect(second.getByText('Settings are being applied')).toBeVisible()
  })

  await test.step('a number out of its range stays as it was typed, and is refused with the range', async () => {
    const workers = admin.getByLabel('PHP requests at the same time')
    await workers.fill('-1')
    await expect(workers).toHaveValue('-1')
    await admin.getByRole('button', { name: 'Save changes' }).click()
    await expect(admin.getByText('Write a whole number from 1 to 64.')).toBeVisible()
  })

  await test.step('a tab asks before what was typed is thrown away', async () => {
    const asked = admin.waitForEvent('dialog').then(async (dialog) => {
      await dialog.dismiss()
      return dialog.message()
    })
    await admin.getByRole('link', { name: 'Files' }).click()
    expect(await asked).toContain('Discard what you typed?')
    await expect(admin.getByLabel('PHP requests at the same time')).toHaveValue('-1')
  })

  await test.step('a file', async () => {
    const open = async (page: typeof admin) => {
      await page.goto(`/t/${tenant}/services/${service}/files?path=htdocs`)
      await page.getByRole('button', { name: 'index.html', exact: true }).click()
      return page.getByRole('textbox', { name: 'Content of the file' })
    }
    const [first, other] = [await open(admin), await open(second)]
    await first.fill('from the first window')
    await admin.getByRole('button', { name: 'Save file' }).click()
    await expect(admin.getByText('File saved')).toBeVisible()
    await other.fill('from the second window')
    await second.getByRole('button', { name: 'Save file' }).click()
    await expect(second.getByText(stale)).toBeVisible()
    await expect(other).toHaveText('from the second window')
    await second.getByRole('button', { name: 'Load the newer version' }).click()
    await expect(other).toHaveText('from the first window')
  })
  await second.close()
})
