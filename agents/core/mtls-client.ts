import { Agent } from 'undici'
import { readTls, type TlsFiles } from './mtls.ts'

/** A dispatcher for undici that shows our certificate and accepts the server with this common name only (addresses are not in certificates). */
export const createMtlsAgent = (tls: TlsFiles, serverName: string): Agent =>
  new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      ...readTls(tls),
      timeout: 5000,
      checkServerIdentity: (_host: string, certificate: { subject?: { CN?: string | string[] } }) =>
        certificate.subject?.CN === serverName ? undefined : new Error(`the server is not ${serverName}`),
    },
  })
