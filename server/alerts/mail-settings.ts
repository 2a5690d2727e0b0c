import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { type MailSettingsView, mailSettingsInput } from '../../contracts/alerts.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { settings } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'
import type { MailLogin } from '../courier/courier.ts'
import { stillAs } from '../meanwhile.ts'

const key = 'mail'
const stored = mailSettingsInput.omit({ was: true }).extend({ password: z.string() })
type Stored = z.infer<typeof stored>

const read = (app: App): Stored | null => {
  const row = app.database.queries.select().from(settings).where(eq(settings.key, key)).get()
  const parsed = stored.safeParse(row?.value)
  return parsed.success ? parsed.data : null
}

export function getMail(app: App): MailSettingsView {
  const { from, user, password, security } = read(app) ?? { from: '', user: '', password: '', security: 'start' as const }
  return { from, user, hasPassword: password !== '', security, ...app.courier.open }
}

/** The password never comes back out. */
export function setMail(app: App, caller: Caller, { password, was, ...rest }: z.output<typeof mailSettingsInput>): void {
  if (rest.user !== '' && rest.security === 'none')
    throw new ReeveError('bad_input', 'A password is not sent in clear. Choose TLS, or leave the user empty.')
  const { from, user, security } = getMail(app)
  stillAs(was, { from, user, security }, 'How mail goes out')
  const value: Stored = { ...rest, password: rest.user === '' ? '' : (password ?? read(app)?.password ?? '') }
  change(app, caller, { what: 'settings.mail' }, [], (tx) =>
    tx.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } }).run(),
  )
}

/** Throws when nobody has said yet how mail goes out. */
export function mailLogin(app: App): MailLogin {
  const found = read(app)
  if (found === null) throw new ReeveError('unavailable', 'Mail is not set up. An administrator does that on the page of settings.')
  return found
}
