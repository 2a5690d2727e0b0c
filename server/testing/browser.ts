import { tokenOfHash } from '../../contracts/links.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { contextOf } from '../http/context.ts'
import { as, asRoot } from './backend.ts'

export const password = 'correct horse battery'

export const tokenOf = (url: string): string => tokenOfHash(new URL(url).hash) ?? ''

/** Somebody's browser: it keeps the cookie that it was given last. */
export function makeBrowser(app: App) {
  let cookies: string[] = []
  const keep = { setCookie: (cookie: string) => void cookies.push(cookie) }
  const cookie = (): string => cookies.at(-1)?.split(';')[0] ?? ''
  return {
    /** All that it was given, oldest first. */
    cookies: () => cookies,
    forget: () => {
      cookies = []
    },
    keep,
    /** What it sends. */
    cookie,
    /** Who the backend takes it for, with this cookie or its own. */
    async caller(header = cookie()): Promise<Caller | null> {
      const request = { headers: { cookie: header }, socket: {} }
      const response = { appendHeader: () => undefined, headersSent: false }
      return (await contextOf(app, 'panel', request as never, response as never)).caller
    },
    async join(token: string, email: string): Promise<Caller> {
      await as(app, null, keep).setup.join({ token, name: email.split('@')[0] ?? '', email, password })
      const caller = await this.caller()
      if (caller === null) throw new Error('not signed in')
      return caller
    },
    /** Accepts an invitation into the tenant. */
    async joinTenant(tenant: string, email: string, role: 'owner' | 'member' = 'owner'): Promise<Caller> {
      const { link } = await asRoot(app).people.invite({ email, role, tenant })
      return this.join(tokenOf(link.url), email)
    },
  }
}
