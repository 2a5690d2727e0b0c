import type { CDPSession, Page } from '@playwright/test'

/** A passkey as Chromium's virtual authenticator hands it out and takes it back. */
export type Credential = Awaited<ReturnType<Authenticator['credentials']>>[number]

/** A virtual authenticator of one page: says yes to every question, as a person who touches the key does. */
export class Authenticator {
  readonly #session: CDPSession
  readonly #id: string

  private constructor(session: CDPSession, id: string) {
    this.#session = session
    this.#id = id
  }

  /** Gives `page` an authenticator that holds these passkeys. */
  static async plugIn(page: Page, credentials: readonly Credential[] = []): Promise<Authenticator> {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable', { enableUI: false })
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    for (const credential of credentials) await session.send('WebAuthn.addCredential', { authenticatorId, credential })
    return new Authenticator(session, authenticatorId)
  }

  async credentials() {
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', { authenticatorId: this.#id })
    return credentials
  }
}
