/** How people come to the panel in stories: by the links that the command line gives, through the pages that everybody uses. */
import { randomBytes } from 'node:crypto'
import { expect, type Locator, type Page } from '@playwright/test'
import { approving, reeve } from '../machine/support/site.ts'

/** A name that no other story and no earlier run has: `word-xxxxxx`. */
export const fresh = (word: string): string => `${word}-${BigInt(`0x${randomBytes(4).toString('hex')}`).toString(36)}`

export interface Account {
  name: string
  email: string
  password: string
}

export const newAccount = (word: string): Account => ({
  name: `Story ${word}`,
  email: `${fresh(word)}@story.test`,
  password: randomBytes(12).toString('hex'),
})

interface Invitation {
  link: { url: string }
}

/** The link that makes an administrator; approved by root's own key. */
export async function administratorLink(email: string): Promise<string> {
  const { link } = await reeve<Invitation>('person', 'invite', email, '--role', 'administrator', ...approving)
  return link.url
}

export async function tenantLink(email: string, tenant: string, role: 'owner' | 'member'): Promise<string> {
  const { link } = await reeve<Invitation>('person', 'invite', email, '--role', role, '--tenant', tenant)
  return link.url
}

/** Opens the link and makes the account. Ends at the step that offers a key. */
export async function join(page: Page, link: string, account: Account): Promise<void> {
  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'Join' })).toBeVisible()
  await page.getByLabel('Your name').fill(account.name)
  const email = page.getByLabel('E-mail address')
  if (await email.isEditable()) await email.fill(account.email)
  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Join' })).toHaveCount(0)
}

/** Lets the keep trust the page's authenticator, approved by root's own key. */
export async function enrolKey(page: Page, label: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Let the keep trust a key' })).toBeVisible()
  await page.getByLabel('Name of the key').fill(label)
  await page.getByRole('button', { name: 'Enrol key' }).click()
  await expect(page.getByText(/waits for the approval|trusts this key now/)).toBeVisible()
  await approveWaiting((action) => action.name === 'authenticator.enrol' && action.words.includes(label))
}

interface WaitingAction {
  id: string
  name: string
  words: string
}

/** Approves what waits and is meant, with root's own key. */
export async function approveWaiting(meant: (action: WaitingAction) => boolean): Promise<void> {
  const waiting = await reeve<WaitingAction[]>('action', 'list', '--state', 'awaiting_approval')
  for (const action of waiting.filter(meant)) await reeve('action', 'approve', action.id, ...approving)
}

export async function signIn(page: Page, { email, password }: Account): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** What the page says went wrong. Next keeps an empty alert of its own for screen readers. */
export const complaint = (within: Page | Locator): Locator => within.getByRole('alert').filter({ hasText: /\S/ })

/** Takes an administrator of a story out again. */
export const removeAdministrator = (email: string) => reeve('person', 'remove', email, ...approving)
