import { reeve, site, tryReeve } from './machine/support/site.ts'
import { curl } from './support/curl.ts'
import { expect, test } from './support/story.ts'

interface Layer {
  scope: string
  rules: { id: string; comment: string }[] | null
}
/** Takes a story's global rules out again, whatever became of it. */
async function removeRules(comment: string): Promise<void> {
  const { layers } = await reeve<{ layers: Layer[] }>('firewall', 'rule', 'list')
  for (const { id, comment: found } of layers.flatMap(({ rules }) => rules ?? []))
    if (found === comment) await tryReeve('firewall', 'rule', 'remove', id, '--keep')
}

test('a tenant’s rule keeps one network from his website, and the dry run names it', async ({ admin, installation, tenantName }) => {
  const host = `www.${tenantName}.test`
  const { tenant } = await site(tenantName, [host])
  expect((await curl(installation.gate.address, host)).status).toBe(200)

  await admin.goto(`/t/${tenant}/firewall`)
  await admin.getByRole('button', { name: 'Add rule' }).first().click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('Networks').fill('10.87.0.1')
  await dialog.getByLabel('Comment').fill('the machine itself')
  await dialog.getByRole('button', { name: 'Add rule' }).click()
  await expect(admin.getByRole('table', { name: 'Rules' }).getByText('10.87.0.1/32')).toBeVisible()
  await expect.poll(async () => (await curl(installation.gate.address, host)).status).toBe(403)

  await admin.getByRole('textbox', { name: 'Other side' }).fill('10.87.0.1')
  await admin.getByRole('combobox', { name: 'Service' }).click()
  await admin.getByRole('option', { name: 'www' }).click()
  await admin.getByRole('button', { name: 'Try it' }).click()
  await expect(admin.getByText('Own rule 1 (the machine itself)')).toBeVisible()
})

test('a change that may cut people off goes back by itself, and stays with a word', async ({ admin }) => {
  test.setTimeout(180_000)
  const comment = 'story of the firewall'
  try {
    await admin.goto('/firewall')
    const add = async () => {
      await admin.getByRole('button', { name: 'Add rule' }).first().click()
      const dialog = admin.getByRole('dialog')
      await dialog.getByLabel('Networks').fill('192.0.2.0/24')
      await dialog.getByLabel('Comment').fill(comment)
      await dialog.getByRole('button', { name: 'Add rule' }).click()
    }
    await add()
    const question = admin.getByRole('dialog', { name: 'Keep the new rules' })
    await question.getByRole('button', { name: 'Let it go back' }).click()
    await expect(admin.getByText('The last change went back.')).toBeVisible({ timeout: 60_000 })
    await expect(admin.getByText(comment)).toHaveCount(0)

    await add()
    await question.getByRole('button', { name: 'Keep the rules' }).click()
    await expect(admin.getByText('The new rules stay')).toBeVisible()
    await expect(admin.getByText(comment)).toBeVisible()
  } finally {
    await removeRules(comment)
  }
})

test('a pasted list says which lines are wrong, then what it would add and which lines overlap, before it is saved', async ({
  admin,
  tenantName,
}) => {
  const { tenant } = await site(tenantName)
  await admin.goto(`/t/${tenant}/firewall`)
  await admin.getByRole('button', { name: 'Add set' }).first().click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('Name').fill('office')
  await dialog.getByLabel('Networks').fill('192.0.2.0/24 # all of it\nnobody\n')
  await expect(dialog.getByText('Line 2: nobody')).toBeVisible()
  await dialog.getByLabel('Networks').fill('192.0.2.0/24 # all of it\n192.0.2.7\n2001:db8::/32\n')
  await expect(dialog.getByText('The set will hold 2 networks: 2 added, 0 removed')).toBeVisible()
  await expect(dialog.getByText('Line 2: 192.0.2.7 overlaps line 1')).toBeVisible()
  await dialog.getByRole('button', { name: 'Save set' }).click()
  await expect(dialog).toBeHidden()
  expect(await reeve('firewall', 'set', 'show', 'office', '--tenant', tenantName)).toMatchObject({
    networks: ['192.0.2.0/24', '2001:db8::/32'],
  })
})
