import * as z from 'zod'
import type { Engine, SnapshotOf } from './client.ts'
import { gone } from './incus-instances.ts'
import { snapshot, volume, volumeState } from './objects.ts'
import { formatMiB } from './sizes.ts'
import type { Transport } from './transport.ts'

const volumes = (pool: string) => `/1.0/storage-pools/${pool}/volumes/custom`
const ownerPath = (of: SnapshotOf) => ('volume' in of ? `${volumes(of.pool)}/${of.volume}` : `/1.0/instances/${of.instance}`)

type StorageCalls = Pick<
  Engine,
  | 'listVolumes'
  | 'getVolume'
  | 'getVolumeUse'
  | 'createVolume'
  | 'resizeVolume'
  | 'deleteVolume'
  | 'copyVolume'
  | 'listSnapshots'
  | 'createSnapshot'
  | 'restoreSnapshot'
  | 'deleteSnapshot'
>

export function incusStorage(transport: Transport): StorageCalls {
  return {
    async listVolumes(project, pool) {
      const all = await transport.get(volumes(pool), z.array(volume), { recursion: '1', project })
      // The engine lists snapshots among them, as volume/snapshot, each with the quota of its volume.
      return all.filter(({ name }) => !name.includes('/'))
    },
    getVolume: (project, pool, name) => transport.find(`${volumes(pool)}/${name}`, volume, { project }),
    getVolumeUse: async (project, pool, name) =>
      (await transport.find(`${volumes(pool)}/${name}/state`, volumeState, { project }))?.usedBytes,
    async createVolume(project, pool, { name, sizeMiB, config = {} }) {
      const body = { name, config: { ...config, size: formatMiB(sizeMiB) }, content_type: 'filesystem' }
      await transport.change('POST', volumes(pool), { query: { project }, body })
    },
    resizeVolume: (project, pool, name, sizeMiB) =>
      transport.revise('PATCH', `${volumes(pool)}/${name}`, z.unknown(), () => ({ config: { size: formatMiB(sizeMiB) } }), { project }),
    deleteVolume: (project, pool, name) => gone(transport.change('DELETE', `${volumes(pool)}/${name}`, { query: { project } })),
    async copyVolume(project, pool, name, from) {
      // Without a config of its own the copy has that of the original: quota, and whose ids its files have.
      const original = from.snapshot === undefined ? from.name : `${from.name}/${from.snapshot}`
      const source = { type: 'copy', pool, name: original, project: from.project, volume_only: from.snapshots !== true }
      await transport.change('POST', volumes(pool), {
        query: { project },
        body: { name, type: 'custom', content_type: 'filesystem', source },
      })
    },
    listSnapshots: (project, of) => transport.get(`${ownerPath(of)}/snapshots`, z.array(snapshot), { recursion: '1', project }),
    async createSnapshot(project, of, name) {
      await transport.change('POST', `${ownerPath(of)}/snapshots`, { query: { project }, body: { name } })
    },
    async restoreSnapshot(project, of, name) {
      // The engine finds out that a volume has no such snapshot only after it has put the volume aside.
      await transport.get(`${ownerPath(of)}/snapshots/${name}`, z.unknown(), { project })
      await transport.change('PUT', ownerPath(of), { query: { project }, body: { restore: name } })
    },
    deleteSnapshot: (project, of, name) => gone(transport.change('DELETE', `${ownerPath(of)}/snapshots/${name}`, { query: { project } })),
  }
}
