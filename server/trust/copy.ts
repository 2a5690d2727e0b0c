import type { Trust } from '../../contracts/trust.ts'
import { authenticators } from '../../db/schema/index.ts'
import type { App } from '../app.ts'

/** Copies what the keep trusts, so that pages know it without asking. Returns what the keep said. */
export async function copyTrust(app: Pick<App, 'database' | 'door'>): Promise<Trust> {
  const trust = await app.door.trust()
  const known = app.database.queries.select().from(authenticators).orderBy(authenticators.id).all()
  const fresh = trust.authenticators.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  if (JSON.stringify(known.map(identity)) !== JSON.stringify(fresh.map(identity)))
    app.database.transact((tx) => {
      tx.delete(authenticators).run()
      for (const key of fresh) tx.insert(authenticators).values(key).run()
    })
  return trust
}

const identity = ({ id, credential, createdAt }: { id: string; credential: string; createdAt: number }) => [id, credential, createdAt]
