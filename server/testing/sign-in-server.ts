import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Fetch } from '../oidc/way-out.ts'

export const issuer = 'https://id.test'
const client = { id: 'reeve', secret: 'a-secret-of-the-provider' }

/** What a test makes it do wrong, for the next token. */
export interface Fault {
  claims?: Record<string, unknown>
  /** Signs with a key that it does not publish. */
  forge?: boolean
}

interface Grant {
  subject: string
  email: string
  nonce: string
  challenge: string
  returnUrl: string
}

/** A small OpenID Connect provider on loopback that takes its duties seriously: it checks secret, PKCE and address, and gives each code once. */
export async function startSignInServer() {
  const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const [own, foreign] = [newKey(), newKey()]
  const published = { ...own.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256', use: 'sig' }
  const grants = new Map<string, Grant>()
  let fault: Fault = {}
  let asked: string[] = []

  async function token(request: IncomingMessage): Promise<[number, object]> {
    const body = new URLSearchParams(await text(request))
    const grant = grants.get(body.get('code') ?? '')
    grants.delete(body.get('code') ?? '')
    const [id, secret] = secretOf(request, body)
    if (id !== client.id || secret !== client.secret) return [401, { error: 'invalid_client' }]
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    if (grant === undefined || challenge !== grant.challenge || body.get('redirect_uri') !== grant.returnUrl)
      return [400, { error: 'invalid_grant' }]
    const seconds = Math.floor(Date.now() / 1000)
    const { subject, email, nonce } = grant
    const claims = { iss: issuer, aud: client.id, sub: subject, email, nonce, iat: seconds, exp: seconds + 300, ...fault.claims }
    const key = fault.forge ? foreign.privateKey : own.privateKey
    return [200, { access_token: 'nothing', token_type: 'Bearer', expires_in: 60, id_token: signed(claims, key) }]
  }

  async function answer(request: IncomingMessage): Promise<[number, object]> {
    const path = new URL(request.url ?? '/', issuer).pathname
    asked.push(path)
    if (path === '/.well-known/openid-configuration')
      return [
        200,
        {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['ES256'],
          code_challenge_methods_supported: ['S256'],
        },
      ]
    if (path === '/keys') return [200, { keys: [published] }]
    if (path === '/token' && request.method === 'POST') return token(request)
    return [404, { error: 'not_found' }]
  }

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const [status, body] = await answer(request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const server = createServer((request, response) => void respond(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    secret: client.secret,
    clientId: client.id,
    /** The world outside, of which there is only this server. */
    fetch: ((url, init) => fetch(url.replace(issuer, base), init as RequestInit)) satisfies Fetch,
    /** What a person does there: signs in and is sent back with this query. */
    visit(url: string, subject: string, email = `${subject}@example.org`): string {
      const { searchParams } = new URL(url)
      const of = (name: string) => searchParams.get(name) ?? ''
      if (of('client_id') !== client.id || of('response_type') !== 'code' || of('code_challenge_method') !== 'S256')
        throw new Error('the provider does not know what is asked')
      const code = `code-${grants.size}-${subject}-${asked.length}`
      grants.set(code, { subject, email, nonce: of('nonce'), challenge: of('code_challenge'), returnUrl: of('redirect_uri') })
      return `?${new URLSearchParams({ code, state: of('state') })}`
    },
    fail(next: Fault) {
      fault = next
    },
    /** Paths it was asked for since this was last read. */
    asked(): string[] {
      const now = asked
      asked = []
      return now
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

function secretOf(request: IncomingMessage, body: URLSearchParams): (string | null)[] {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (basic === undefined) return [body.get('client_id'), body.get('client_secret')]
  return Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
}

function signed(claims: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'ES256', kid: 'one' })}.${part(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
