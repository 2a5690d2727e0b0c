import { count, inArray } from 'drizzle-orm'
import type { StatusView } from '../../contracts/detail.ts'
import { actions, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { servicesByState } from '../overview/figures.ts'
import { zonesHealth } from '../overview/zones.ts'

export function get(app: App): StatusView {
  const { queries } = app.database
  const open = inArray(actions.state, ['pending', 'running', 'awaiting_approval'])
  return {
    version: app.config.version,
    panel: { url: app.config.site.url },
    zones: zonesHealth(app),
    tenants: queries.select({ all: count() }).from(tenants).get()?.all ?? 0,
    services: servicesByState(app, null),
    actions: queries.select({ all: count() }).from(actions).where(open).get()?.all ?? 0,
  }
}
