import * as z from 'zod'
import { base64Url, licenceId, serviceId, tenantId } from './ids.ts'
import { licenceFile, licenceNumber, poolEntry } from './licence.ts'
import { slug } from './names.ts'

const ofService = { tenant: tenantId, service: serviceId }

/** The part of the vocabulary (actions.ts) that the agent `licence` does. */
export const licenceActions = {
  /** The installation's own licence. Door and agent both look at its signature; nobody's word counts for it. */
  'licence.install': { agent: 'licence', risk: 'sensitive', who: ['administrator'], input: z.strictObject({ file: licenceFile }) },
  /** `number`: of the earlier one, so that nobody puts back another than was looked at. */
  'licence.putBack': { agent: 'licence', risk: 'sensitive', who: ['administrator'], input: z.strictObject({ number: licenceNumber }) },
  'pool.put': {
    agent: 'licence',
    risk: 'sensitive',
    who: ['administrator'],
    /** A key can take the place of another, which is lost then. */
    destructive: true,
    input: poolEntry.extend({
      licence: licenceId,
      /** Sealed for the licence agent: neither panel, backend nor door can read it. Null: it stays as it is. */
      sealedKey: base64Url.max(65_536).nullable(),
    }),
  },
  'pool.remove': {
    agent: 'licence',
    risk: 'sensitive',
    who: ['administrator'],
    destructive: true,
    input: z.strictObject({ licence: licenceId, licenceName: slug }),
  },
  /** Whoever may run programs in the service reads the key from then on: an administrator's own key has to agree, each time. */
  'seat.give': {
    agent: 'licence',
    risk: 'critical',
    who: ['administrator'],
    input: z.strictObject({
      ...ofService,
      licence: licenceId,
      licenceName: slug,
      /** For the words of the approval. The door refuses an action without them; older ones had none. */
      serviceName: slug.optional(),
      tenantName: slug.optional(),
    }),
  },
  'seat.takeBack': {
    agent: 'licence',
    risk: 'sensitive',
    who: ['administrator'],
    destructive: true,
    input: z.strictObject({ ...ofService, licence: licenceId, licenceName: slug }),
  },
} as const
