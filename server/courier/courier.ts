import { ReeveError } from '../../contracts/errors.ts'
import { type Mail, sendMail } from './smtp.ts'
import { sendWebhook, type Webhook } from './webhook.ts'

export interface MailLogin {
  from: string
  user: string
  password: string
  security: 'start' | 'tls' | 'none'
}

/** The backend has no way out of its own: two doors, each to one place that the machine's root chose at `up` (decision 017). */
export interface CourierConfig {
  /** Where the engine passes connections on to the relay, and the relay's name in its certificate. */
  relay: { address: string; port: number; name: string } | null
  /** Where it passes them on to an HTTP proxy that takes CONNECT. */
  proxy: { address: string; port: number } | null
}

export interface Courier {
  readonly open: { relay: boolean; proxy: boolean }
  /** Throws `unavailable` when it may work later, `bad_input` when it never will. */
  mail(login: MailLogin, mail: Mail): Promise<void>
  webhook(webhook: Webhook): Promise<void>
}

export const makeCourier = ({ relay, proxy }: CourierConfig): Courier => ({
  open: { relay: relay !== null, proxy: proxy !== null },
  async mail(login, mail) {
    if (relay === null)
      throw new ReeveError(
        'unavailable',
        "No way leads to a mail relay. The machine's root opens one: npm run up -- --mail-relay HOST:PORT",
      )
    await sendMail(relay, login, mail)
  },
  async webhook(webhook) {
    if (proxy === null)
      throw new ReeveError('unavailable', "No way leads to webhooks. The machine's root opens one: npm run up -- --web-proxy HOST:PORT")
    await sendWebhook(proxy, webhook)
  },
})
