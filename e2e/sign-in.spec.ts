import { TOTP } from 'otpauth'
import { makeTenant } from './machine/support/site.ts'
import { complaint, join, newAccount, signIn, tenantLink } from './support/people.ts'
import { expect, test } from './support/story.ts'

test('a second factor is asked for once it is set up, and an ended session is signed out at once', async ({
  browser,
  installation,
  stranger: page,
  tenantName,
}) => {
  const account = newAccount('member')
  await makeTenant(tenantName)
  await join(page, await tenantLink(account.email, tenantName, 'member'), account)
  await page.getByRole('button', { name: 'Later' }).click()

  const secret = await test.step('setting up the authenticator app', async () => {
    await page.goto('/account')
    await page.getByRole('button', { name: 'Set up' }).click()
    await expect(page.getByRole('img', { name: 'QR code of the secret' })).toBeVisible()
    const shown = await page
      .getByRole('code')
      .filter({ hasText: /^[A-Z2-7]{16,}$/ })
      .innerText()
    await page.getByRole('textbox', { name: 'Code' }).fill(new TOTP({ secret: shown }).generate())
    await page.getByRole('button', { name: 'Turn on' }).click()
    await expect(page.getByText('Signing in with the password asks for a code of your app.')).toBeVisible()
    return shown
  })

  const context = await browser.newContext({ baseURL: installation.panel.url })
  const other = await context.newPage()
  await test.step('signing in elsewhere wants a code, and a wrong one is refused', async () => {
    await signIn(other, account)
    await expect(other.getByRole('heading', { name: 'Enter your code' })).toBeVisible()
    await other.getByRole('textbox', { name: 'Code' }).fill('000000')
    await other.getByRole('button', { name: 'Continue' }).click()
    await expect(complaint(other)).toBeVisible()
    // A code is good once: the one that set it up is spent, so this asks for the next period's.
    const next = new TOTP({ secret }).generate({ timestamp: Date.now() + 30_000 })
    await other.getByRole('textbox', { name: 'Code' }).fill(next)
    await other.getByRole('button', { name: 'Continue' }).click()
    await expect(other.getByRole('link', { name: 'Services' }).first()).toBeVisible()
  })

  await test.step('ending the other session signs it out', async () => {
    await page.reload()
    await page.getByRole('button', { name: 'End all others' }).click()
    await expect(page.getByText('All other sessions ended')).toBeVisible()
    await other.goto('/account')
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Account' })).toBeVisible()
  })
  await context.close()
})

test('a wrong password and an unknown address read alike', async ({ stranger: page, administrator }) => {
  const answers: string[] = []
  for (const email of [administrator.email, newAccount('nobody').email]) {
    await signIn(page, { name: '', email, password: 'wrong password here' })
    answers.push(await complaint(page).first().innerText())
  }
  expect(answers[0]).toBe(answers[1])
})

test('a page behind sign-in sends strangers to it and back', async ({ stranger: page, administrator }) => {
  await page.goto('/ledger')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.getByLabel('E-mail address').fill(administrator.email)
  await page.getByLabel('Password').fill(administrator.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Audit ledger' })).toBeVisible()
})

test('who forgot the password gets a link from an administrator, once, and is signed out everywhere else', async ({
  admin,
  browser,
  installation,
  stranger: page,
  tenantName,
}) => {
  const account = newAccount('forgetful')
  await makeTenant(tenantName)
  await join(page, await tenantLink(account.email, tenantName, 'member'), account)
  await page.getByRole('button', { name: 'Later' }).click()

  const link = await test.step('the administrator makes the link', async () => {
    await admin.goto(`/people?q=${encodeURIComponent(account.email)}`)
    await admin.getByRole('row', { name: account.email }).getByRole('button').click()
    await admin.getByRole('menuitem', { name: 'Make a reset link' }).click()
    await admin.getByRole('button', { name: 'Make a reset link' }).click()
    return admin.getByRole('dialog').getByText('/reset#token=').innerText()
  })

  const context = await browser.newContext({ baseURL: installation.panel.url })
  const other = await context.newPage()
  const fresh = { ...account, password: `${account.password} and more` }
  await test.step('the link sets a new password', async () => {
    await other.goto(link)
    await other.getByLabel('New password').fill(fresh.password)
    await other.getByRole('button', { name: 'Set password' }).click()
    await expect(other.getByText('The new password is set.')).toBeVisible()
    const again = await context.newPage()
    await again.goto(link)
    await expect(complaint(again)).toContainText('does not work any more')
  })

  await test.step('the old session and the old password are gone, the new password signs in', async () => {
    await page.goto('/account')
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await signIn(page, account)
    await expect(complaint(page)).toBeVisible()
    await signIn(page, fresh)
    await expect(page.getByRole('link', { name: 'Services' }).first()).toBeVisible()
  })
  await context.close()
})
