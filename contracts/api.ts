/** Inputs of the backend's procedures that forms, the command line and the backend parse alike. */
import * as z from 'zod'
import { domainName } from './domain-name.ts'
import { filePath } from './files.ts'
import { actionId, planId, serviceId, tenantId } from './ids.ts'
import { idlePolicy, resources, tenantLimits } from './limits.ts'
import { email, password, slug, title } from './names.ts'
import { tlsMode } from './routes.ts'
import { actionState, powerState } from './states.ts'

/** Every list: what to find, how to sort, which part. */
export const listInput = z.object({
  search: z.string().max(200).default(''),
  sort: z.string().max(40).default(''),
  descending: z.boolean().default(false),
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(1000).default(50),
})

export const signInInput = z.object({ email, password: z.string().max(256), code: z.string().max(10).optional() })
/** Used once with the link that `up` or an invitation shows. */
export const joinInput = z.object({ token: z.string().max(200), name: title, email, password })

export const createPlanInput = z.object({ name: title, limits: tenantLimits, idle: idlePolicy })
export const updatePlanInput = createPlanInput.extend({ plan: planId })

export const createTenantInput = z.object({ name: slug, title, plan: planId })
export const updateTenantInput = z.object({ tenant: tenantId, title: title.optional(), plan: planId.optional() })

export const createServiceInput = z.object({
  tenant: tenantId,
  kind: slug,
  name: slug,
  config: z.record(z.string(), z.json()).default({}),
  domains: z.array(domainName).max(50).default([]),
  resources: resources.optional(),
})
export const updateServiceInput = z.object({
  service: serviceId,
  config: z.record(z.string(), z.json()).optional(),
  resources: resources.optional(),
  idle: idlePolicy.optional(),
})
export const listServicesInput = listInput.extend({ tenant: tenantId.optional(), kind: slug.optional(), power: powerState.optional() })

export const addDomainInput = z.object({
  service: serviceId,
  name: domainName,
  redirectTo: domainName.nullable().default(null),
  tls: tlsMode.default('own'),
})

export const listActionsInput = listInput.extend({
  tenant: tenantId.optional(),
  object: z.string().max(40).optional(),
  state: actionState.optional(),
})
export const approveInput = z.object({
  action: actionId,
  approval: z.object({ credential: z.string(), authenticatorData: z.string(), clientDataJSON: z.string(), signature: z.string() }),
})

export const fileInput = z.object({ service: serviceId, path: filePath })
export const inviteInput = z.object({ email, role: z.enum(['administrator', 'owner', 'member']), tenant: tenantId.nullable() })
