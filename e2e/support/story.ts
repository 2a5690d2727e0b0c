/**
 * What every story starts with: the installation, an administrator of this run with a key that the keep trusts, pages for both, and a list of
 * what has to be taken away at the end, whatever happens in between.
 */
import { type Browser, test as base, type Page } from '@playwright/test'
import { reeve, removeTenant } from '../machine/support/site.ts'
import { Authenticator, type Credential } from './passkeys.ts'
import { type Account, administratorLink, enrolKey, fresh, join, newAccount, removeAdministrator } from './people.ts'

export interface Installation {
  panel: { url: string }
  gate: { address: string; http: string; https: string }
  zones: { zone: string; state: string }[]
}

export interface Administrator extends Account {
  cookies: Parameters<Awaited<ReturnType<Browser['newContext']>>['addCookies']>[0]
  credentials: Credential[]
}

interface PerRun {
  installation: Installation
  administrator: Administrator
}

interface PerStory {
  /** The administrator's page, signed in, with the key plugged in. */
  admin: Page
  /** A page of somebody whom the panel does not know, in a browser of their own. */
  stranger: Page
  /** A fresh name for a plan, which is deleted when the story ends. */
  planName: string
  /** A fresh short name for a tenant, which is deleted with all it has when the story ends; the plan goes after it. */
  tenantName: string
  /** Addresses of administrators that the story makes; they are taken out when it ends. */
  newcomers: string[]
}

export const test = base.extend<PerStory, PerRun>({
  installation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures out of this pattern
    async ({}, use) => use(await reeve<Installation>('status')),
    { scope: 'worker' },
  ],

  administrator: [
    async ({ browser, installation }, use) => {
      const account = newAccount('admin')
      const context = await browser.newContext({ baseURL: installation.panel.url })
      const page = await context.newPage()
      const authenticator = await Authenticator.plugIn(page)
      await join(page, await administratorLink(account.email), account)
      await enrolKey(page, `${account.email} key`)
      const administrator = { ...account, cookies: await context.cookies(), credentials: await authenticator.credentials() }
      await context.close()
      await use(administrator)
      await removeAdministrator(account.email)
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  baseURL: async ({ installation }, use) => use(installation.panel.url),

  admin: async ({ browser, installation, administrator }, use) => {
    const context = await browser.newContext({ baseURL: installation.panel.url })
    await context.addCookies(administrator.cookies)
    const page = await context.newPage()
    const authenticator = await Authenticator.plugIn(page, administrator.credentials)
    await use(page)
    // Its counter goes on in the next story: the keep takes a signature that counts backwards for a copied key.
    administrator.credentials = await authenticator.credentials()
    await context.close()
  },

  stranger: async ({ browser, installation }, use) => {
    const context = await browser.newContext({ baseURL: installation.panel.url })
    await use(await context.newPage())
    await context.close()
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures out of this pattern
  planName: async ({}, use) => {
    const name = fresh('Plan')
    await use(name)
    if ((await reeve<{ name: string }[]>('plan', 'list')).some((plan) => plan.name === name)) await reeve('plan', 'delete', name)
  },

  tenantName: async ({ planName: _ }, use) => {
    const name = fresh('story')
    await use(name)
    await removeTenant(name)
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures out of this pattern
  newcomers: async ({}, use) => {
    const newcomers: string[] = []
    await use(newcomers)
    const known = await reeve<{ email: string; role: string }[]>('person', 'list')
    for (const email of newcomers)
      if (known.some((person) => person.email === email && person.role === 'administrator')) await removeAdministrator(email)
  },
})

export { expect } from '@playwright/test'
