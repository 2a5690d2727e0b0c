import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import { settingsInput } from '../../contracts/api.ts'
import type { SettingsView } from '../../contracts/detail.ts'
import type { IdlePolicy } from '../../contracts/limits.ts'
import type { Queries } from '../../db/client.ts'
import { settings } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'
import { stillAs } from '../meanwhile.ts'

const key = 'defaultIdle'
const standard: IdlePolicy = { freezeAfterSeconds: 600, stopAfterSeconds: 14_400 }

export function get(app: App): SettingsView {
  const { site, version } = app.config
  return { panelUrl: site.url, rpId: site.rpId, version, defaultIdle: defaultIdle(app.database.queries) }
}

/** What forms for new plans begin with. */
function defaultIdle(queries: Queries): IdlePolicy {
  const row = queries.select().from(settings).where(eq(settings.key, key)).get()
  const parsed = settingsInput.shape.defaultIdle.safeParse(row?.value)
  return parsed.success ? parsed.data : standard
}

export function update(app: App, caller: Caller, { defaultIdle: value, was }: z.output<typeof settingsInput>): void {
  change(app, caller, { what: 'settings.update' }, ['plans'], (tx) => {
    stillAs(was, { defaultIdle: defaultIdle(tx) }, 'The sleep times')
    tx.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } }).run()
  })
}
