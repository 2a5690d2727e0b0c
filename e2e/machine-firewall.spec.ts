import type { HostFirewallShown } from '../contracts/host.ts'
import { approving, reeve, tryReeve } from './machine/support/site.ts'
import { fresh } from './support/people.ts'
import { expect, test } from './support/story.ts'

const shown = () => reeve<HostFirewallShown>('host', 'firewall', 'show')

test('a rule of the machine is added where it is wanted, approved and kept, taken out of force, and goes back without a word', async ({
  admin,
}) => {
  const comment = fresh('story')
  const mine = async () => (await shown()).rules.find((rule) => rule.comment === comment)
  const approval = admin.getByRole('dialog', { name: 'Approve this action' })
  const approve = async () => {
    await approval.getByRole('button', { name: 'Approve with passkey' }).click()
    await expect(approval).toBeHidden()
  }
  const row = admin.getByRole('row').filter({ hasText: comment })

  try {
    await admin.goto('/machine')
    await test.step('it stands at its place once it is approved and kept', async () => {
      await admin.getByRole('button', { name: 'Add rule' }).first().click()
      const dialog = admin.getByRole('dialog', { name: 'Add a rule' })
      await dialog.getByLabel('Verdict').click()
      await admin.getByRole('option', { name: 'Deny' }).click()
      await dialog.getByLabel('From').fill('192.0.2.0/24')
      await dialog.getByLabel('Ports').fill('9100')
      await dialog.getByLabel('Comment').fill(comment)
      await dialog.getByLabel('Place').fill('1')
      await dialog.getByRole('button', { name: 'Add rule' }).click()
      await approve()
      await admin.getByRole('button', { name: 'Keep the rules' }).click()
      await expect(admin.getByText('The new rules stay')).toBeVisible()
      await expect(row).toContainText('192.0.2.0/24')
      expect((await shown()).rules[0]).toMatchObject({ verdict: 'deny', enabled: true, comment })
    })
    await test.step('what nobody keeps goes back', async () => {
      await row.getByRole('button', { name: 'Actions for Rule 1' }).click()
      await admin.getByRole('menuitem', { name: 'Take out of force' }).click()
      await approve()
      await expect.poll(async () => (await mine())?.enabled).toBe(false)
      await expect.poll(async () => (await mine())?.enabled, { timeout: 60_000 }).toBe(true)
    })
    await test.step('deleting it says what it kept back', async () => {
      await expect(row.getByText('Off', { exact: true })).toHaveCount(0)
      await row.getByRole('button', { name: 'Actions for Rule 1' }).click()
      await admin.getByRole('menuitem', { name: 'Delete rule' }).click()
      const question = admin.getByRole('dialog', { name: 'Delete rule 1' })
      await expect(question.getByText('This opens:')).toBeVisible()
      await expect(question.getByText('192.0.2.0/24')).toBeVisible()
      await question.getByRole('button', { name: 'Delete rule' }).click()
      await approve()
      await admin.getByRole('button', { name: 'Keep the rules' }).click()
      await expect.poll(mine).toBeUndefined()
    })
  } finally {
    const left = await mine()
    if (left !== undefined) await tryReeve('host', 'firewall', 'remove', left.id, '--keep', ...approving)
  }
})
