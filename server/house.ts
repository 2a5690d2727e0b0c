import { and, inArray, lt, ne } from 'drizzle-orm'
import { actions, apiTokens, events, refusals, requests, resetLinks, supportViews } from '../db/schema/index.ts'
import type { App } from './app.ts'
import { purgeNetworks } from './auth/known-networks.ts'
import { refreshKinds } from './catalogue/service.ts'
import { goRound } from './rounds.ts'
import { copyTrust } from './trust/copy.ts'

const everyMs = 10 * 60_000
const keepMs = 180 * 86_400_000

/** What nobody waits for: sessions that ended, old rows, the copies of what the keep says. */
export const keepHouse = (app: App) => goRound(app, { everyMs, round: () => tidy(app), complaint: 'the round through the house failed' })

/** One round. */
export async function tidy(app: App): Promise<void> {
  app.sessions.purge()
  const old = app.now() - keepMs
  app.database.transact((tx) => {
    purgeNetworks(tx, app.now())
    tx.delete(apiTokens).where(lt(apiTokens.expiresAt, old)).run()
    tx.delete(supportViews).where(lt(supportViews.endsAt, app.now())).run()
    tx.delete(resetLinks).where(lt(resetLinks.expiresAt, app.now())).run()
    tx.delete(events).where(lt(events.at, old)).run()
    tx.delete(requests)
      .where(and(lt(requests.createdAt, old), ne(requests.state, 'waiting')))
      .run()
    tx.delete(refusals).where(lt(refusals.at, old)).run()
    tx.delete(actions)
      .where(and(lt(actions.createdAt, old), inArray(actions.state, ['done', 'failed', 'refused', 'expired', 'cancelled'])))
      .run()
  })
  await refreshKinds(app)
  await copyTrust(app)
}
