/** A person's own session, by the panel's name at the gate, as a browser has it. */
import { request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { gate } from './gate.ts'
import { reeve } from './site.ts'

export interface Told {
  /** Of the error; null when the question was answered. */
  code: string | null
  data: unknown
  /** The answer as it came. */
  body: string
}

/** Asks a procedure with this input, whatever it is. */
export type Ask = (procedure: string, input: unknown) => Promise<Told>

interface Sent {
  status: number
  cookie: string
  body: string
}

function send(panel: URL, method: string, path: string, headers: Record<string, string>, body = ''): Promise<Sent> {
  const secure = panel.protocol === 'https:'
  // Whatever the name leads to, this machine's gate answers it, with a certificate of its own CA.
  const where = { host: gate, port: secure ? 443 : 80, servername: panel.hostname, rejectUnauthorized: false, agent: false }
  const own = { host: panel.host, origin: panel.origin, 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? secureRequest : request)({ ...where, method, path, headers: { ...own, ...headers } }, (incoming) => {
      let text = ''
      const cookie = (incoming.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
      incoming.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, cookie, body: text })).on('error', reject)
    })
    outgoing.setTimeout(60_000, () => outgoing.destroy(new Error(`The panel did not answer ${method} ${path}.`)))
    outgoing.on('error', reject).end(body)
  })
}

interface Answer {
  result?: { data: { json: unknown } }
  error?: { code?: string; json?: { data: { reeve: { code: string } } } }
}

function told(body: string): Told {
  const { result, error } = JSON.parse(body) as Answer
  // The panel itself speaks without the wrapping of the backend's answers.
  return { code: error === undefined ? null : (error.json?.data.reeve.code ?? error.code ?? 'unknown'), data: result?.data.json, body }
}

/** What only reads is asked by GET: the backend says so to whoever tries otherwise. */
const asking =
  (panel: URL, cookie: string): Ask =>
  async (procedure, input) => {
    const path = `/api/trpc/${procedure}`
    const text = JSON.stringify({ json: input })
    const changing = await send(panel, 'POST', path, { cookie }, text)
    if (changing.status !== 405) return told(changing.body)
    return told((await send(panel, 'GET', `${path}?input=${encodeURIComponent(text)}`, { cookie })).body)
  }

/** Invites somebody into a tenant and joins with the link. */
export async function joinTenant(
  tenant: string,
  role: 'owner' | 'member',
  account: { name: string; email: string; password: string },
): Promise<Ask> {
  const { link } = await reeve<{ link: { url: string } }>('person', 'invite', account.email, '--role', role, '--tenant', tenant)
  const url = new URL(link.url)
  const token = new URLSearchParams(url.hash.slice(1)).get('token')
  const { status, cookie, body } = await send(url, 'POST', '/api/trpc/setup.join', {}, JSON.stringify({ json: { token, ...account } }))
  if (status !== 200 || cookie === '') throw new Error(`joining ended with ${status}: ${body}`)
  return asking(url, cookie)
}
