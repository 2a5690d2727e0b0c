import { mkdirSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import {
  certificateState,
  type InstallationWish,
  installationWish,
  type SetWish,
  setWish,
  type TenantRoutes,
  type TenantWish,
  tenantRoutes,
  tenantWish,
} from '../../../contracts/gate.ts'
import { tenantId } from '../../../contracts/ids.ts'
import { removeAtomic, writeAtomic } from '../../core/atomic-write.ts'

/** An uploaded certificate with its key, as kept on the gate. */
export const storedCertificate = certificateState.extend({ chain: z.string(), key: z.string() })
export type StoredCertificate = z.infer<typeof storedCertificate>

/** What the keep wishes of the gate: one file per tenant and per certificate, in memory while it runs. */
export interface Store {
  tenants: ReadonlyMap<string, TenantRoutes>
  certificates: ReadonlyMap<string, StoredCertificate>
  /** Another number after every change. */
  version(): number
  putTenant(tenant: string, routes: TenantRoutes): Promise<void>
  deleteTenant(tenant: string): Promise<void>
  putCertificate(certificate: StoredCertificate): Promise<void>
  deleteCertificate(id: string): Promise<void>
  firewall: FirewallRecords
}

/** One file per wish. The installation's has the key `installation`. */
export interface Records<T> {
  items: ReadonlyMap<string, T>
  put(id: string, item: T): Promise<void>
  remove(id: string): Promise<void>
}
export interface FirewallRecords {
  installation: Records<InstallationWish>
  sets: Records<SetWish>
  tenants: Records<TenantWish>
  /** Another number after every change. */
  version(): number
}

/** Reads what is there. Throws when a file is damaged: the gate must not forget a tenant in silence. */
export async function openStore(state: string): Promise<Store> {
  const tenants = await openFolder(join(state, 'tenants'), tenantRoutes)
  const certificates = await openFolder(join(state, 'certificates'), storedCertificate)
  for (const tenant of tenants.items.keys()) tenantId.parse(tenant)
  const firewall = {
    installation: await openFolder(join(state, 'firewall', 'installation'), installationWish),
    sets: await openFolder(join(state, 'firewall', 'sets'), setWish),
    tenants: await openFolder(join(state, 'firewall', 'tenants'), tenantWish),
  }
  return {
    tenants: tenants.items,
    certificates: certificates.items,
    version: () => tenants.changes() + certificates.changes(),
    putTenant: tenants.put,
    deleteTenant: tenants.remove,
    putCertificate: (certificate) => certificates.put(certificate.certificate, certificate),
    deleteCertificate: certificates.remove,
    firewall: {
      ...firewall,
      version: () => firewall.installation.changes() + firewall.sets.changes() + firewall.tenants.changes(),
    },
  }
}

async function openFolder<S extends z.ZodType>(folder: string, schema: S) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const items = new Map<string, z.infer<S>>()
  let changes = 0
  for (const name of (await readdir(folder)).sort()) {
    // What an interrupted write left begins with a dot.
    if (!/^[a-z0-9]+\.json$/.test(name)) continue
    items.set(name.slice(0, -5), schema.parse(JSON.parse(await readFile(join(folder, name), 'utf8'))))
  }
  const path = (id: string) => join(folder, `${id}.json`)
  return {
    items,
    changes: () => changes,
    put: async (id: string, item: z.infer<S>): Promise<void> => {
      await writeAtomic(path(id), JSON.stringify(item))
      items.set(id, item)
      changes += 1
    },
    remove: async (id: string): Promise<void> => {
      await removeAtomic(path(id))
      items.delete(id)
      changes += 1
    },
  }
}
