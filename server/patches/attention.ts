import type { AttentionView } from '../../contracts/views.ts'
import { kinds } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { hostCheckOf, kindCheckOf, servicesOfKind } from './rows.ts'

const link = '/patches'

/** Security updates that wait. */
export function patchesWaiting(app: App): AttentionView[] {
  const tx = app.database.queries
  const lines: AttentionView[] = []
  for (const { kind, descriptor } of tx.select().from(kinds).orderBy(kinds.kind).all()) {
    const security = kindCheckOf(tx, kind)?.found?.security ?? 0
    const services = security === 0 ? 0 : servicesOfKind(tx, kind).length
    if (services > 0)
      lines.push({ tone: 'warn', text: `${descriptor.title}: ${waiting(security)} for the image of ${counted(services)}.`, link })
  }
  const host = hostCheckOf(tx)?.found?.security ?? 0
  if (host > 0) lines.push({ tone: 'warn', text: `The machine: ${waiting(host)}.`, link })
  return lines
}

const waiting = (security: number): string => (security === 1 ? 'one security update waits' : `${security} security updates wait`)
const counted = (services: number): string => (services === 1 ? 'one service' : `${services} services`)
