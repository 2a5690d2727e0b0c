import * as z from 'zod'
import { authenticatorId, base64Url, personId, tenantId } from './ids.ts'
import { resellerLimits } from './limits.ts'
import { email, slug, title } from './names.ts'

const owners = ['administrator', 'reseller', 'owner'] as const
/** Whose key it is: a person, or the machine's root with its software authenticator. */
const keyHolder = z.union([personId, z.literal('root')])

/** The part of the vocabulary (actions.ts) that the door does itself: whom it trusts, with how much. */
export const trustActions = {
  /** What the tenants of one reseller may be promised together: the keep counts too. */
  'reseller.limits': {
    agent: 'door',
    risk: 'sensitive',
    who: ['administrator'],
    input: z.strictObject({ person: personId, name: title, limits: resellerLimits }),
  },
  'administrator.add': {
    agent: 'door',
    risk: 'critical',
    who: ['administrator'],
    input: z.strictObject({ person: personId, email, name: title }),
  },
  'administrator.remove': {
    agent: 'door',
    risk: 'critical',
    who: ['administrator'],
    destructive: true,
    /** As the keep knows the person; it knows no address of one who came by the terminal's secret. */
    input: z.strictObject({ person: personId, email: email.nullable(), name: title }),
  },
  'authenticator.enrol': {
    agent: 'door',
    risk: 'critical',
    who: owners,
    input: z.strictObject({
      authenticator: authenticatorId,
      person: keyHolder,
      /** Name of the person, as the approval's words show it. */
      personName: title,
      label: title,
      /** The tenant whose critical actions this key may approve; null for administrators. */
      tenant: tenantId.nullable(),
      tenantName: slug.nullable(),
      credential: base64Url.max(1024),
      /** COSE key, as WebAuthn registration gives it. */
      publicKey: base64Url.max(2048),
      /** Secret that the host's terminal showed; stands in for the approval, once. */
      secret: z.string().max(128).nullable(),
    }),
  },
  'authenticator.revoke': {
    agent: 'door',
    risk: 'critical',
    who: owners,
    destructive: true,
    input: z.strictObject({
      authenticator: authenticatorId,
      person: keyHolder,
      personName: title,
      label: title,
      tenant: tenantId.nullable(),
      tenantName: slug.nullable(),
    }),
  },
} as const
