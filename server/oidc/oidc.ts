import * as client from 'openid-client'
import { ReeveError } from '../../contracts/errors.ts'
import { networkOf } from '../auth/network.ts'
import { newToken } from '../auth/tokens.ts'
import type { Box } from './box.ts'
import type { OidcSettings } from './settings.ts'
import type { Fetch } from './way-out.ts'

/** What a browser went to the provider for. */
export type Errand = { to: 'sign in' } | { to: 'link'; person: string }

/** Who the provider says that somebody is: its own name for them, never the address of their mail. */
export interface Identity {
  issuer: string
  subject: string
  /** For people to know it by. */
  shown: string
}

export interface Oidc {
  box: Box
  /** The host that the backend reaches for this; null: none. */
  host: string | null
  /** Address of the provider for a browser, and the ticket that the browser keeps. */
  start(settings: OidcSettings, returnUrl: string, errand: Errand, address: string): Promise<{ url: string; ticket: string }>
  /** Takes the ticket once. Throws `expired` for none, `unauthenticated` for what the provider does not confirm. */
  finish(
    settings: OidcSettings,
    returnUrl: string,
    answer: { ticket: string; query: string },
  ): Promise<{ errand: Errand; identity: Identity }>
  /** The settings changed: the provider is asked anew. */
  forget(): void
}

interface Open {
  state: string
  nonce: string
  verifier: string
  errand: Errand
  network: string
  expiresAt: number
}

const lifeMs = 10 * 60_000
const mostOpen = 5000
const mostOfNetwork = 30
const knownMs = 10 * 60_000

interface Parts {
  box: Box
  host: string | null
  fetch: Fetch
  now: () => number
}

/** Sign-in by an OpenID Connect provider: code flow with PKCE, state and nonce, and a signature on the token that is checked. In memory between the two halves. */
export function makeOidc({ box, host, fetch, now }: Parts): Oidc {
  const open = new Map<string, Open>()
  let known: { for: string; until: number; config: Promise<client.Configuration> } | undefined

  async function discover({ issuer, clientId, sealedSecret }: OidcSettings): Promise<client.Configuration> {
    const secret = await box.open(sealedSecret)
    const config = await client.discovery(new URL(issuer), clientId, secret, undefined, {
      [client.customFetch]: fetch as client.CustomFetch,
    })
    config[client.customFetch] = fetch as client.CustomFetch
    client.enableNonRepudiationChecks(config)
    return config
  }

  function provider(settings: OidcSettings): Promise<client.Configuration> {
    const name = JSON.stringify(settings)
    if (known?.for !== name || known.until <= now()) known = { for: name, until: now() + knownMs, config: discover(settings) }
    const { config } = known
    return config.catch((error: unknown) => {
      known = undefined
      throw (
        plain(error) ??
        new ReeveError('unavailable', 'The sign-in server does not answer as it should. Use another way in, or try again.', error)
      )
    })
  }

  function remember(ticket: string, entry: Open): void {
    for (const [name, { expiresAt }] of open) if (expiresAt <= now()) open.delete(name)
    const own = [...open].filter(([, { network }]) => network === entry.network)
    if (own.length >= mostOfNetwork) open.delete(own[0]?.[0] ?? '')
    if (open.size >= mostOpen) open.delete(open.keys().next().value ?? '')
    open.set(ticket, entry)
  }

  return {
    box,
    host,
    async start(settings, returnUrl, errand, address) {
      const config = await provider(settings)
      const [state, nonce, verifier, ticket] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier(), newToken()]
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: returnUrl,
        scope: 'openid email',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      })
      remember(ticket, { state, nonce, verifier, errand, network: networkOf(address), expiresAt: now() + lifeMs })
      return { url: url.href, ticket }
    },
    async finish(settings, returnUrl, { ticket, query }) {
      const begun = open.get(ticket)
      open.delete(ticket)
      if (begun === undefined || begun.expiresAt <= now())
        throw new ReeveError('expired', 'This sign-in was not begun here, or it took too long. Begin again.')
      const config = await provider(settings)
      const { state: expectedState, nonce: expectedNonce, verifier: pkceCodeVerifier, errand } = begun
      const checks = { expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true }
      try {
        const tokens = await client.authorizationCodeGrant(config, new URL(`${returnUrl}?${query.replace(/^\?/, '')}`), checks)
        const claims = tokens.claims()
        if (claims === undefined || claims.sub === '') throw new Error('the token names nobody')
        const shown = typeof claims.email === 'string' ? claims.email : claims.sub
        return { errand, identity: { issuer: settings.issuer, subject: claims.sub.slice(0, 255), shown: shown.slice(0, 254) } }
      } catch (error) {
        throw plain(error) ?? new ReeveError('unauthenticated', 'The sign-in server did not confirm who you are. Begin again.', error)
      }
    },
    forget() {
      known = undefined
    },
  }
}

/** An error of ours that the library wrapped. */
function plain(error: unknown): ReeveError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof ReeveError) return at
  return undefined
}
