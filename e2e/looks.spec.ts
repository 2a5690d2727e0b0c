import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { makeTenant, reeve, site } from './machine/support/site.ts'
import { expect, test } from './support/story.ts'

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 }, judge: (axe: AxeBuilder) => axe },
  // Other colours of the same parts, then the same colours of other parts.
  {
    name: 'dark',
    colorScheme: 'dark',
    viewport: { width: 1280, height: 900 },
    judge: (axe: AxeBuilder) => axe.withRules('color-contrast'),
  },
  {
    name: 'phone',
    colorScheme: 'light',
    viewport: { width: 390, height: 844 },
    judge: (axe: AxeBuilder) => axe.disableRules('color-contrast'),
  },
] as const

/** Faults that keep people out; the page must have none. */
async function expectAccessible(axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.analyze()
  const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(bad.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)).toEqual([])
}

/** Nothing may be wider than the window: a phone does not scroll sideways. */
async function expectNoOverflow(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
}

async function look(page: Page, path: string, name: string): Promise<void> {
  for (const { name: style, colorScheme, viewport, judge } of looks) {
    await test.step(`${name}, ${style}`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize(viewport)
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page.locator('[aria-busy=true], [data-skeleton]')).toHaveCount(0)
      await page.screenshot({ path: `screens/${name}-${style}.png`, fullPage: true })
      await expectAccessible(judge(new AxeBuilder({ page })))
      await expectNoOverflow(page)
    })
  }
}

const slug = (path: string): string => path.replaceAll(/[^a-z]+/g, '-').replaceAll(/^-|-$/g, '') || 'dashboard'

for (const path of [
  '/',
  '/tenants',
  '/tenants/new',
  '/services',
  '/requests',
  '/statistics',
  '/alerts',
  '/backups',
  '/plans',
  '/firewall',
  '/actions',
  '/ledger',
  '/patches',
  '/people',
  '/licences',
  '/machine',
  '/agents',
  '/agents/services',
  '/ledger/refused',
  '/settings',
  '/account',
]) {
  test(`the page ${path} of administrators is legible and accessible in every look`, async ({ admin }) => {
    await look(admin, path, slug(path))
  })
}

for (const path of ['/sign-in', '/join', '/reset']) {
  test(`the page ${path} is legible and accessible in every look`, async ({ stranger }) => {
    await look(stranger, path, slug(path))
  })
}

test('the pages of a tenant and of its service are legible and accessible in every look', async ({ admin, tenantName }) => {
  test.setTimeout(600_000)
  const { tenant, service } = await site(tenantName, [`www.${tenantName}.test`])
  await reeve('service', 'wake', service)
  for (const part of ['', '/services', '/statistics', '/people', '/plan'])
    await look(admin, `/tenants/${tenant}${part}`, `tenant${slug(part) === 'dashboard' ? '' : `-${slug(part)}`}`)
  for (const part of [
    '',
    '/services',
    '/services/new',
    '/statistics',
    '/alerts',
    '/domains',
    '/certificates',
    '/firewall',
    '/backups',
    '/people',
    '/requests',
    '/activity',
  ])
    await look(admin, `/t/${tenant}${part}`, `own${part.replaceAll('/', '-')}`)
  for (const part of [
    '',
    '/files',
    '/domains',
    '/firewall',
    '/statistics',
    '/visits',
    '/logs',
    '/resources',
    '/backups',
    '/accounts',
    '/history',
    '/settings',
  ])
    await look(admin, `/t/${tenant}/services/${service}${part}`, `service${part.replaceAll('/', '-')}`)
})

test('the whole panel can be used by keyboard: skip link, menus, palette', async ({ admin, tenantName }) => {
  await makeTenant(tenantName)
  await admin.goto('/tenants')
  await admin.getByRole('searchbox').fill(tenantName)
  const menu = admin.getByRole('button', { name: `Actions for ${tenantName}` })
  await expect(menu).toBeVisible()

  await admin.getByRole('link', { name: 'Skip to content' }).focus()
  await admin.keyboard.press('Enter')
  await admin.keyboard.press('Tab')
  await expect(admin.locator('#content :focus')).toHaveCount(1)

  await menu.focus()
  await admin.keyboard.press('ArrowDown')
  await expect(admin.locator('[role=menuitem]:focus')).toHaveCount(1)
  await admin.keyboard.press('Escape')
  await expect(admin.getByRole('menuitem')).toHaveCount(0)
  await expect(menu).toBeFocused()

  await admin.keyboard.press('ControlOrMeta+k')
  await admin.getByRole('dialog').getByRole('combobox').fill('Audit')
  await admin.keyboard.press('Enter')
  await expect(admin.getByRole('heading', { name: 'Audit ledger' })).toBeVisible()
})
