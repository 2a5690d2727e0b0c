import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { connect as secure, type TLSSocket } from 'node:tls'
import { webhookUrl } from '../../contracts/alerts.ts'
import { ReeveError } from '../../contracts/errors.ts'

export interface Webhook {
  url: string
  secret: string
  /** The same for every attempt, so that the receiver can tell them from two events. */
  id: string
  payload: Record<string, unknown>
}

interface Proxy {
  address: string
  port: number
}

const timeoutMs = 15_000

/** HMAC-SHA-256 of `time.body`, hex: the receiver makes the same of what came and compares. */
export const signatureOf = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`

/**
 * One POST by TLS through the proxy. Against being led inwards: only https to a public name at port 443, no redirect is followed, and not a byte is
 * said before the other end has shown a certificate for that name. Throws `bad_input` for what never works, else `unavailable`.
 */
export async function sendWebhook(proxy: Proxy, { url, secret, id, payload }: Webhook, authority?: string): Promise<void> {
  const checked = webhookUrl.safeParse(url)
  if (!checked.success) throw new ReeveError('bad_input', 'The address of the webhook is none that anything is sent to.')
  const { hostname, pathname, search } = new URL(checked.data)
  const limit = AbortSignal.timeout(timeoutMs)
  let wire: TLSSocket | undefined
  try {
    wire = await encrypted(await tunnel(proxy, hostname, limit), hostname, limit, authority)
    const body = JSON.stringify(payload)
    const seconds = Math.floor(Date.now() / 1000)
    const headers = {
      host: hostname,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Reeve',
      'reeve-event': id,
      'reeve-signature': signatureOf(secret, seconds, body),
      connection: 'close',
    }
    const status = await post(wire, pathname + search, headers, body, limit)
    if (status >= 200 && status < 300) return
    throw new ReeveError('unavailable', `The webhook answered ${status}.`)
  } catch (error) {
    if (error instanceof ReeveError) throw error
    throw new ReeveError('unavailable', 'The webhook cannot be reached.', error)
  } finally {
    wire?.destroy()
  }
}

/** A connection to the host through the proxy. */
function tunnel({ address, port }: Proxy, hostname: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const target = `${hostname}:443`
    const asking = request({ host: address, port, method: 'CONNECT', path: target, headers: { host: target }, signal, agent: false })
    asking.once('connect', (answer, socket: Socket) => {
      if (answer.statusCode === 200) return resolve(socket)
      socket.destroy()
      reject(new Error(`the proxy answered ${answer.statusCode}`))
    })
    asking.once('response', (answer) => {
      answer.resume()
      reject(new Error(`the proxy answered ${answer.statusCode}`))
    })
    asking.once('error', reject)
    asking.end()
  })
}

function encrypted(socket: Socket, servername: string, signal: AbortSignal, authority: string | undefined): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const wire = secure({ socket, servername, minVersion: 'TLSv1.2', ...(authority === undefined ? {} : { ca: authority }) })
    const stop = () => wire.destroy(new Error('it took too long'))
    signal.addEventListener('abort', stop, { once: true })
    wire.once('secureConnect', () => resolve(wire))
    wire.once('error', reject)
  })
}

function post(wire: TLSSocket, path: string, headers: Record<string, string | number>, body: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request({ method: 'POST', path, headers, signal, createConnection: () => wire })
    // What it says beyond its status is nobody's business here.
    asking.once('response', (answer) => {
      answer.destroy()
      resolve(answer.statusCode ?? 0)
    })
    asking.once('error', reject)
    asking.end(body)
  })
}
