import { expect, test } from 'vitest'
import { engine } from './support/engine.ts'
import { reeve } from './support/site.ts'

interface Row {
  id: string
  files: number
  verified: { ok: boolean } | null
}
const rows = async () => (await reeve<{ backups: Row[] }>('backup', 'control', '--list')).backups

test('the installation is backed up with all its parts, verified, and nothing of it stays shown', async () => {
  const { result } = await reeve<{ result: { backup: Row } }>('backup', 'control')
  expect(await rows()).toContainEqual(expect.objectContaining({ id: result.backup.id, verified: expect.objectContaining({ ok: true }) }))
  const volumes = await engine<{ name: string }[]>('/1.0/storage-pools/reeve-roots/volumes/custom?project=reeve&recursion=1')
  expect(volumes.map(({ name }) => name).filter((name) => name.startsWith('control-'))).toEqual([])
  const vault = await engine<{ devices: Record<string, { type: string }> }>('/1.0/instances/vault?project=reeve')
  const shown = Object.entries(vault.devices).filter(([name, { type }]) => name.startsWith('copy') && type !== 'none')
  expect(shown).toEqual([])
  expect((await engine<{ status: string }>('/1.0/instances/backend/state?project=reeve')).status).toBe('Running')
}, 240_000)
