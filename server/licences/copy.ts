import { eq } from 'drizzle-orm'
import { type LicenceRecords, licenceRecords } from '../../contracts/licence.ts'
import { settings } from '../../db/schema/index.ts'
import type { App } from '../app.ts'

const key = 'licences'

/** What the keep says of licences, copied so that the dashboard knows it without asking. */
export async function copyLicences(app: Pick<App, 'database' | 'door' | 'live'>): Promise<LicenceRecords> {
  const fresh = await app.door.licences()
  const changed = app.database.transact((tx) => {
    const present = tx.select().from(settings).where(eq(settings.key, key)).get()
    if (JSON.stringify(present?.value) === JSON.stringify(fresh)) return false
    tx.insert(settings)
      .values({ key, value: fresh })
      .onConflictDoUpdate({ target: settings.key, set: { value: fresh } })
      .run()
    return true
  })
  if (changed) app.live.publish('licences', null)
  return fresh
}

/** The last copy; undefined when the keep was never asked. */
export function lastLicences({ database }: Pick<App, 'database'>): LicenceRecords | undefined {
  const row = database.queries.select().from(settings).where(eq(settings.key, key)).get()
  return licenceRecords.safeParse(row?.value).data
}
