import { createServer as createHttp, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { webhookUrl } from '../../contracts/alerts.ts'
import { selfSigned } from '../testing/certificate.ts'
import { sendWebhook, signatureOf } from './webhook.ts'

const host = 'hooks.example.org'
let pair: { cert: string; key: string }
beforeAll(async () => {
  pair = await selfSigned(host)
})
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const portOf = async (server: Server): Promise<number> => {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A receiver behind a proxy; what each of them heard. */
async function world(status = 204, headers: Record<string, string> = {}) {
  const got: { url: string; headers: Record<string, unknown>; body: string }[] = []
  const asked: string[] = []
  const receiver = createHttps(pair, (request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      got.push({ url: request.url ?? '', headers: request.headers, body })
      response.writeHead(status, headers).end('thanks')
    })
  })
  const inner = await portOf(receiver)
  const proxy = createHttp()
  proxy.on('connect', (request, client) => {
    asked.push(request.url ?? '')
    const out = connect(inner, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      out.pipe(client).pipe(out)
    })
    out.on('error', () => client.destroy())
    client.on('error', () => out.destroy())
  })
  return { got, asked, proxy: { address: '127.0.0.1', port: await portOf(proxy) } }
}

const hook = { url: `https://${host}/reeve?to=ops`, secret: 'shh', id: '7', payload: { what: 'fired' } }

test('the news arrives, signed, at the name that was written', async () => {
  const { got, asked, proxy } = await world()
  await sendWebhook(proxy, hook, pair.cert)
  expect(asked).toEqual([`${host}:443`])
  expect(got).toHaveLength(1)
  expect(got[0]).toMatchObject({ url: '/reeve?to=ops', body: '{"what":"fired"}', headers: { 'reeve-event': '7', host } })
  const seconds = Number(/t=(\d+)/.exec(String(got[0]?.headers['reeve-signature']))?.[1])
  expect(got[0]?.headers['reeve-signature']).toBe(signatureOf('shh', seconds, '{"what":"fired"}'))
})

test('a redirect is not followed: it is a failure', async () => {
  const { got, asked, proxy } = await world(302, { location: 'https://10.0.0.1/' })
  await expect(sendWebhook(proxy, hook, pair.cert)).rejects.toMatchObject({ code: 'unavailable', message: 'The webhook answered 302.' })
  expect(got).toHaveLength(1)
  expect(asked).toHaveLength(1)
})

test('whoever cannot show a certificate for the name hears nothing', async () => {
  const { got, proxy } = await world()
  await expect(sendWebhook(proxy, { ...hook, url: 'https://other.example.org/' }, pair.cert)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(sendWebhook(proxy, hook)).rejects.toMatchObject({ code: 'unavailable' })
  expect(got).toEqual([])
})

test('a proxy that refuses, or none', async () => {
  const refusing = createHttp()
  refusing.on('connect', (_, client) => client.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
  const port = await portOf(refusing)
  await expect(sendWebhook({ address: '127.0.0.1', port }, hook)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(sendWebhook({ address: '127.0.0.1', port: 1 }, hook)).rejects.toMatchObject({ code: 'unavailable' })
})

const inward = [
  'http://hooks.example.org/',
  'https://localhost/',
  'https://127.0.0.1/',
  'https://0x7f.1/',
  'https://2130706433/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://10.87.11.3/',
  'https://169.254.169.254/latest/meta-data',
  'https://keep/',
  'https://keep.internal/',
  'https://printer.local/',
  'https://hooks.example.org:7443/',
  'https://user:password@hooks.example.org/',
  'https://hooks.example.org/#part',
  'gopher://hooks.example.org/',
  'file:///etc/passwd',
  'https://hooks.example.org\r\nHost: keep/',
  'https://hooks.example.org./',
]
test.each(inward)('nothing is ever sent to %s', async (url) => {
  expect(webhookUrl.safeParse(url).success && new URL(url).href !== 'https://hooks.example.org/').toBe(false)
  const { asked, proxy } = await world()
  if (webhookUrl.safeParse(url).success) return
  await expect(sendWebhook(proxy, { ...hook, url }, pair.cert)).rejects.toMatchObject({ code: 'bad_input' })
  expect(asked).toEqual([])
})
