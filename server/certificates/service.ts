import { and, count, desc, eq, ne } from 'drizzle-orm'
import type * as z from 'zod'
import type { putCertificateInput } from '../../contracts/api.ts'
import type { AskedView } from '../../contracts/detail.ts'
import type { DomainName } from '../../contracts/domain-name.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { maxCertificates } from '../../contracts/limits.ts'
import type { listInput } from '../../contracts/list.ts'
import type { CertificateView, Page } from '../../contracts/views.ts'
import type { Queries } from '../../db/client.ts'
import { certificates, domains, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'
import { holds, orderBy } from '../listing.ts'
import { takesChanges } from '../tenants/policy.ts'
import { copyTrust } from '../trust/copy.ts'
import { coversName } from './names.ts'
import { readCertificate } from './read.ts'

export function list(app: App, input: z.output<typeof listInput> & { tenant: string }): Page<CertificateView> {
  const { queries } = app.database
  const where = and(eq(certificates.tenant, input.tenant), holds(input.search, [certificates.names, certificates.issuer]))
  const sorts = { notAfter: certificates.notAfter, issuer: certificates.issuer, createdAt: certificates.createdAt }
  const rows = queries
    .select()
    .from(certificates)
    .where(where)
    .orderBy(input.sort === '' ? desc(certificates.createdAt) : orderBy(sorts, input.sort, input.descending), desc(certificates.createdAt))
    .limit(input.limit)
    .offset(input.offset)
    .all()
  const items = rows.map(({ tenant: _, createdAt: __, ...shown }) => shown)
  return { items, total: queries.select({ all: count() }).from(certificates).where(where).get()?.all ?? 0 }
}

export async function sealingKey(app: App): Promise<{ publicKey: string }> {
  const { sealingKey: publicKey } = await copyTrust(app)
  if (publicKey === null) throw new ReeveError('unavailable', 'The gate does not answer at the moment. Try again in a minute.')
  return { publicKey }
}

/** What one certificate.put carries. */
const mostNames = 100

/** For the tenant's domains that the certificate covers; one that covers none of them is refused. */
export function put(
  app: App,
  caller: Caller,
  { tenant, chain, sealedKey }: z.output<typeof putCertificateInput>,
): AskedView & { certificate: string } {
  const facts = readCertificate(chain)
  const certificate = newId('c')
  return change(app, caller, { what: 'certificate.put', tenant, object: certificate }, ['certificates'], (tx, now) => {
    takesChanges(tx.select({ state: tenants.state }).from(tenants).where(eq(tenants.id, tenant)).get()?.state ?? 'deleting')
    const names = domainsOf(tx, tenant)
      .filter((name) => coversName(facts.names, name))
      .slice(0, mostNames)
    if (names.length === 0)
      throw new ReeveError(
        'bad_input',
        `The certificate is for ${facts.names.slice(0, 5).join(', ')}, and no domain of this tenant is among them.`,
      )
    const held = tx
      .select({ all: count() })
      .from(certificates)
      .where(and(eq(certificates.tenant, tenant), ne(certificates.state, 'failed')))
      .get()
    if ((held?.all ?? 0) >= maxCertificates) {
      throw new ReeveError('over_limit', `A tenant has at most ${maxCertificates} certificates. Delete those that are not used any more.`)
    }
    if (facts.notAfter <= now) throw new ReeveError('bad_input', 'The certificate is expired. Upload a current one.')
    tx.insert(certificates)
      .values({ id: certificate, tenant, ...facts, state: 'pending', createdAt: now })
      .run()
    const input = { tenant, certificate, names: names as DomainName[], chain, sealedKey }
    return { certificate, action: want(tx, { name: 'certificate.put', actor: actorOf(caller, tenant), now, input }) }
  })
}

export function remove(app: App, caller: Caller, certificate: string): AskedView {
  const { tenant } = rowOf(app.database.queries, certificate)
  return change(app, caller, { what: 'certificate.delete', tenant, object: certificate }, ['certificates'], (tx, now) => {
    rowOf(tx, certificate)
    tx.update(certificates).set({ state: 'deleting' }).where(eq(certificates.id, certificate)).run()
    return { action: want(tx, { name: 'certificate.delete', actor: actorOf(caller, tenant), now, input: { tenant, certificate } }) }
  })
}

const domainsOf = (tx: Queries, tenant: string): string[] =>
  tx
    .select({ name: domains.name })
    .from(domains)
    .where(and(eq(domains.tenant, tenant), ne(domains.state, 'deleting')))
    .orderBy(domains.name)
    .all()
    .map(({ name }) => name)

function rowOf(tx: Queries, certificate: string): typeof certificates.$inferSelect {
  const row = tx.select().from(certificates).where(eq(certificates.id, certificate)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return row
}
