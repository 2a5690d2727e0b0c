import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { program } from './machine/support/engine.ts'
import { makeTenant, reeve } from './machine/support/site.ts'
import { expect, test } from './support/story.ts'

interface Made {
  id: string
  ownAddress: string
}

test('a database user gets a password that is shown once and opens the database, then another, then goes', async ({
  admin,
  tenantName,
}) => {
  const { id: tenant } = await makeTenant(tenantName)
  const made = await reeve<Made>('service', 'create', '--tenant', tenantName, '--kind', 'postgresql', '--name', 'db')
  await reeve('service', 'wake', made.id)
  const folder = await mkdtemp(join(tmpdir(), 'reeve-account-'))
  const file = join(folder, 'pgpass')
  /** What the database answers to the user with this password. */
  const answer = async (password: string) => {
    await writeFile(file, `*:*:*:*:${password}\n`, { mode: 0o600 })
    const where = `host=${made.ownAddress} user=reader dbname=app sslmode=require passfile=${file}`
    return (await program('psql', ['-XAtc', 'select 1', where])).stdout
  }
  const actions = admin.getByRole('button', { name: 'Actions for reader' })
  const shown = admin.getByRole('dialog', { name: 'New passwords' })
  /** Reads the password and closes the window that shows it. */
  const noted = async () => {
    const password = await shown.locator('code').innerText()
    await shown.getByRole('button', { name: 'Done' }).click()
    await expect(shown).toBeHidden()
    return password
  }

  try {
    await admin.goto(`/t/${tenant}/services/${made.id}/accounts`)
    let first = ''
    await test.step('what was typed is not thrown away without a question', async () => {
      await admin.getByRole('button', { name: 'Add user' }).first().click()
      await admin.getByRole('dialog', { name: 'Add user' }).getByLabel('Name').fill('reader')
      await admin.keyboard.press('Escape')
      await admin.getByRole('dialog', { name: 'Discard what you typed?' }).getByRole('button', { name: 'Keep editing' }).click()
    })
    await test.step('the password opens the database, and is shown once', async () => {
      const dialog = admin.getByRole('dialog', { name: 'Add user' })
      await dialog.getByLabel('In the database app').click()
      await admin.getByRole('option', { name: 'read rows' }).click()
      await dialog.getByRole('button', { name: 'Add user' }).click()
      first = await noted()
      await expect.poll(() => answer(first)).toBe('1\n')
      await admin.reload()
      await expect(admin.getByText('app: read rows')).toBeVisible()
      await expect(admin.getByText(first)).toHaveCount(0)
    })
    await test.step('a new one says first whose password stops', async () => {
      await actions.click()
      await admin.getByRole('menuitem', { name: 'New password' }).click()
      const question = admin.getByRole('dialog', { name: 'New password for reader' })
      await expect(question.getByText('The present password of reader stops working at once.')).toBeVisible()
      await question.getByRole('button', { name: 'New password' }).click()
      const second = await noted()
      await expect.poll(() => answer(second)).toBe('1\n')
      expect(await answer(first)).toBe('')
      first = second
    })
    await test.step('removed it opens nothing', async () => {
      await actions.click()
      await admin.getByRole('menuitem', { name: 'Remove user' }).click()
      await admin.getByRole('dialog', { name: 'Remove the user reader' }).getByRole('button', { name: 'Remove user' }).click()
      await expect(actions).toHaveCount(0)
      await expect.poll(() => answer(first)).toBe('')
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})
