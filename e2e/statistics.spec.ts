import { site } from './machine/support/site.ts'
import { curl } from './support/curl.ts'
import { expect, test } from './support/story.ts'

test('a visited site shows its requests; looking closer and comparing stay in the address', async ({
  admin: page,
  tenantName,
  installation,
}) => {
  test.setTimeout(240_000)
  const host = `www.${tenantName}.test`
  const { tenant, service } = await site(tenantName, [host])
  for (let count = 0; count < 30; count += 1) await curl(installation.gate.address, host)

  await test.step('the requests are there, as a line and as numbers', async () => {
    await page.goto(`/t/${tenant}/services/${service}/statistics?range=1h`)
    const chart = page.getByRole('figure').filter({ hasText: 'Held by the gate' })
    await expect(chart).toBeVisible()
    await chart.getByText('Show the numbers').click()
    await expect(async () => {
      await page.reload()
      await chart.getByText('Show the numbers').click()
      await expect(
        chart
          .getByRole('cell')
          .filter({ hasText: /^[0-9.]*[1-9][0-9]*\/s$/ })
          .first(),
      ).toBeVisible({ timeout: 2000 })
    }).toPass({ timeout: 90_000 })
  })

  await test.step('a stretch is chosen by keys, and reload and back keep it', async () => {
    await page.getByRole('region', { name: 'CPU', exact: true }).focus()
    await page.keyboard.press('ArrowLeft')
    for (let count = 0; count < 40; count += 1) await page.keyboard.press('Shift+ArrowLeft')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/[?&]from=\d+&to=\d+/)
    const url = page.url()
    await page.reload()
    expect(page.url()).toBe(url)
    await page.goBack()
    await expect(page).toHaveURL(/range=1h/)
  })

  await test.step('the period before is drawn beside it', async () => {
    await page.getByLabel('Compare with').click()
    await page.getByRole('option', { name: 'The period before' }).click()
    await expect(page).toHaveURL(/compare=previous/)
    await expect(page.getByText('CPU, before').first()).toBeVisible()
  })
})
