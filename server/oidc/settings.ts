import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { OidcSettingsView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { oidcReturnPath, oidcSettingsInput } from '../../contracts/oidc.ts'
import type { Queries } from '../../db/client.ts'
import { identities, settings } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'

const key = 'oidc'
const stored = oidcSettingsInput.required({ sealedSecret: true })
export type OidcSettings = z.output<typeof stored>

/** Null: nobody signs in elsewhere. */
export function settingsOf(queries: Queries): OidcSettings | null {
  const row = queries.select().from(settings).where(eq(settings.key, key)).get()
  return stored.safeParse(row?.value).data ?? null
}

export const returnUrl = ({ config }: Pick<App, 'config'>): string => `${config.site.url.replace(/\/$/, '')}${oidcReturnPath}`

/** Never with the secret. */
export function get(app: App): OidcSettingsView {
  const { queries } = app.database
  const { label, issuer, clientId } = settingsOf(queries) ?? { label: '', issuer: '', clientId: '' }
  return {
    on: issuer !== '',
    label,
    issuer,
    clientId,
    returnUrl: returnUrl(app),
    wayOut: app.oidc.host,
    sealingKey: app.oidc.box.publicKey,
  }
}

/** Another provider knows other people: who was linked with the one before signs in by other ways. */
export async function set(app: App, caller: Caller, input: z.output<typeof oidcSettingsInput>): Promise<void> {
  const before = settingsOf(app.database.queries)
  const sealedSecret = input.sealedSecret ?? (before?.issuer === input.issuer ? before.sealedSecret : undefined)
  if (sealedSecret === undefined) throw new ReeveError('bad_input', 'Write the secret that the provider gave this panel.')
  await app.oidc.box.open(sealedSecret).catch((error: unknown) => {
    throw new ReeveError('bad_input', 'The secret was not sealed for this backend. Load the page again.', error)
  })
  const value = stored.parse({ ...input, sealedSecret })
  change(app, caller, { what: 'oidc.set', detail: input.issuer }, ['people'], (tx) => {
    tx.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } }).run()
  })
  app.oidc.forget()
}

/** Links go too: nobody signs in elsewhere any more. */
export function remove(app: App, caller: Caller): void {
  change(app, caller, { what: 'oidc.remove' }, ['people'], (tx) => {
    tx.delete(settings).where(eq(settings.key, key)).run()
    tx.delete(identities).run()
  })
  app.oidc.forget()
}
