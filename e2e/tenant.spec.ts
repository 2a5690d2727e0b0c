import type { ServiceView, WakeView } from '../contracts/views.ts'
import { site as makeSite, marker, reeve } from './machine/support/site.ts'
import { archive } from './support/archive.ts'
import { curl } from './support/curl.ts'
import { fresh, join, newAccount } from './support/people.ts'
import { expect, test } from './support/story.ts'

const site = {
  'index.php': '<?php echo "Hello from PHP " . (6 * 7) . " for " . htmlspecialchars($_SERVER["HTTP_HOST"]);',
  'style.css': 'body { color: teal }',
}

test('an administrator makes a plan and a tenant; its owner joins, makes a website, uploads it, and a visitor wakes it', async ({
  admin,
  stranger: owner,
  installation,
  tenantName,
  planName: plan,
}) => {
  const account = newAccount('owner')
  const host = `www.${tenantName}.test`
  let link = ''

  await test.step('plan and tenant', async () => {
    await admin.goto('/plans')
    await admin.getByRole('button', { name: 'Create plan' }).first().click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByLabel('Name').fill(plan)
    await dialog.getByRole('button', { name: 'Create plan' }).click()
    await expect(admin.getByRole('button', { name: plan })).toBeVisible()

    await admin.goto('/tenants/new')
    await admin.getByLabel('Short name').fill(tenantName)
    await admin.getByLabel('Display name').fill(marker)
    await admin.getByLabel('Plan').click()
    await admin.getByRole('option', { name: plan }).click()
    await admin.getByRole('button', { name: 'Create tenant' }).click()
    await expect(admin.getByRole('heading', { name: marker })).toBeVisible()
    await expect(admin.getByText('active', { exact: true }).first()).toBeVisible()
    expect(await reeve('tenant', 'show', tenantName)).toMatchObject({ name: tenantName, planName: plan, state: 'active' })
  })

  await test.step('the owner is invited', async () => {
    await admin.getByRole('link', { name: 'People' }).last().click()
    await admin.getByRole('button', { name: 'Invite' }).click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByLabel('E-mail address').fill(account.email)
    await dialog.getByLabel('Role').click()
    await admin.getByRole('option', { name: 'Owner' }).click()
    await dialog.getByRole('button', { name: 'Create invitation' }).click()
    link = await admin.getByRole('dialog', { name: 'Invitation created' }).getByText('/join#token=').innerText()
  })

  await test.step('the owner joins and makes a website', async () => {
    await join(owner, link, account)
    await owner.getByRole('button', { name: 'Later' }).click()
    await owner.getByRole('link', { name: 'Services' }).first().click()
    await owner.getByRole('link', { name: 'Create service' }).first().click()
    await owner.getByLabel('Name', { exact: true }).fill('shop')
    await owner.getByRole('textbox', { name: 'Domains' }).fill(host)
    await owner.getByRole('button', { name: 'Create service' }).click()
    await expect(owner.getByRole('heading', { name: 'shop' })).toBeVisible()
    await expect(owner.getByText('stopped', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
  })

  await test.step('the owner uploads the site and sees it unpacked', async () => {
    await owner.getByRole('link', { name: 'Files' }).click()
    await owner.getByRole('button', { name: 'Upload archive' }).first().click()
    const dialog = owner.getByRole('dialog')
    await dialog.getByLabel('Archive').setInputFiles(await archive(site))
    await dialog.getByRole('button', { name: 'Upload and deploy' }).click()
    await expect(owner.getByText('The new site is live')).toBeVisible({ timeout: 60_000 })
    await owner.getByRole('button', { name: 'htdocs', exact: true }).click()
    await expect(owner.getByRole('button', { name: 'index.php', exact: true })).toBeVisible()
    await expect(owner.getByRole('button', { name: 'style.css', exact: true })).toBeVisible()
  })

  await test.step('stopped, then woken by its first visitor', async () => {
    const service = `${tenantName}/shop`
    await reeve('service', 'sleep', service, '--stop')
    expect(await reeve<ServiceView>('service', 'show', service)).toMatchObject({ power: 'stopped' })
    const { status, body } = await curl(installation.gate.address, host)
    expect({ status, body }).toEqual({ status: 200, body: `Hello from PHP 42 for ${host}` })
    await expect
      .poll(async () => {
        const { power, wakes } = await reeve<ServiceView & { wakes: WakeView[] }>('service', 'show', service)
        return { power, from: wakes[0]?.from, by: wakes[0]?.by }
      })
      .toEqual({ power: 'running', from: 'stopped', by: `host ${host}` })
    await owner.getByRole('link', { name: 'Overview' }).last().click()
    await expect(owner.getByText('running', { exact: true }).first()).toBeVisible()
    await expect(owner.getByText(`host ${host}`)).toBeVisible()
  })

  await test.step('the administrator sees what was done, and the ledger holds it', async () => {
    await admin.goto('/actions')
    await expect(admin.getByRole('link', { name: 'Deploy a site' }).first()).toBeVisible()
    await admin.goto('/ledger')
    await admin.getByRole('button', { name: 'Verify' }).click()
    await expect(admin.getByText(/The chain is whole: \d/)).toBeVisible()
  })

  await test.step('by https the gate has a certificate for the name', async () => {
    expect((await curl(installation.gate.address, host, '/style.css', 'https')).body).toContain('teal')
  })
})

test('a name that nobody owns wakes nothing', async ({ installation, tenantName }) => {
  const { service } = await makeSite(tenantName, [`www.${tenantName}.test`])
  const seen = async () => {
    const { power, wakes } = await reeve<ServiceView & { wakes: WakeView[] }>('service', 'show', service)
    return { power, wakes: wakes.length }
  }
  await expect.poll(seen).toEqual({ power: 'stopped', wakes: 0 })
  for (const name of [`${fresh('nobody')}.test`, `other.${tenantName}.test`, `www.${tenantName}.test.example`])
    expect((await curl(installation.gate.address, name)).status, name).toBe(421)
  expect(await seen()).toEqual({ power: 'stopped', wakes: 0 })
  // Its own name does wake it: the count is one that counts.
  expect((await curl(installation.gate.address, `www.${tenantName}.test`)).status).toBe(200)
  await expect.poll(seen).toEqual({ power: 'running', wakes: 1 })
})
