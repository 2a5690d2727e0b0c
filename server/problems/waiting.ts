import { and, desc, eq, gt } from 'drizzle-orm'
import { tenantKeysApprove } from '../../contracts/actions.ts'
import { serviceId } from '../../contracts/ids.ts'
import { actions, requests, services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { wishInWords } from '../requests/policy.ts'
import { full, type Look, named, type Problem } from './problem.ts'

const of = (tenantName: string | null): string => (tenantName === null ? '' : ` of ${tenantName}`)

export const waitingRequests = (app: App, look: Look): Problem[] =>
  app.database.queries
    .select({ request: requests, tenantName: tenants.name, name: services.name })
    .from(requests)
    .innerJoin(tenants, eq(tenants.id, requests.tenant))
    .innerJoin(services, eq(services.id, requests.service))
    .where(
      and(
        eq(requests.state, 'waiting'),
        // What an owner can decide does not bother administrators.
        look.owners ? undefined : eq(requests.decider, 'administrator'),
        look.tenant === null ? undefined : eq(requests.tenant, look.tenant),
      ),
    )
    .orderBy(requests.createdAt)
    .all()
    .map(({ request: { id, tenant, service, wish, reason }, ...row }) => ({
      ...{ key: `request:${id}`, class: 'waiting', tenant, service, tone: 'warn', once: true },
      text: `${named(look, row)} asks for ${wishInWords(wish)}${reason === '' ? '.' : `: ${reason}`}`,
      news: `${full(row)} asks for ${wishInWords(wish)}.`,
      link: look.owners ? `/t/${tenant}/requests` : '/requests',
    }))

export const waitingActions = (app: App, { tenant, owners }: Look): Problem[] =>
  app.database.queries
    .select({
      ...{ id: actions.id, name: actions.name, words: actions.words, object: actions.object },
      ...{ tenant: actions.tenant, tenantName: actions.tenantName },
    })
    .from(actions)
    .where(
      and(
        eq(actions.state, 'awaiting_approval'),
        gt(actions.expiresAt, app.now()),
        tenant === null ? undefined : eq(actions.tenant, tenant),
      ),
    )
    .orderBy(desc(actions.createdAt))
    .all()
    // What an administrator alone can approve does not bother owners.
    .filter(({ name }) => !owners || tenantKeysApprove(name))
    .map(({ id, name, words, object, tenantName, tenant: owner }) => ({
      ...{
        key: `approval:${id}`,
        class: 'waiting',
        tenant: owner,
        service: serviceId.safeParse(object).data ?? null,
        tone: 'warn',
        once: true,
      },
      text: `Waits for an approval: ${words}.`,
      news: `${name}${of(tenantName)} waits for an approval.`,
      link: owners ? `/t/${owner}/activity/${id}` : `/actions/${id}`,
    }))
