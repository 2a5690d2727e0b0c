import * as z from 'zod'
import { domainName } from './domain-name.ts'
import { serviceId } from './ids.ts'

/** How the gate treats TLS for a host: ends it (`own`: certificate of the gate's CA; `uploaded`) or hands it through to the service by SNI. */
export const tlsMode = z.enum(['own', 'uploaded', 'passthrough'])
export type TlsMode = z.infer<typeof tlsMode>

export const hostRoute = z.strictObject({
  name: domainName,
  /** Answer 308 to this name instead of serving. */
  redirectTo: domainName.nullable(),
  tls: tlsMode,
})

/** What one `routes.apply` can carry. */
export const mostRoutedServices = 1000
export const mostHosts = 200

/** The whole wanted routing of one service. `databases`: names that the shared PostgreSQL port finds this service by (`database` of the start-up packet). */
export const serviceRoutes = z.strictObject({
  service: serviceId,
  hosts: z.array(hostRoute).max(mostHosts),
  databases: z.array(z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'Use a to z, 0 to 9 and _, beginning with a letter.')).max(50),
})
export type ServiceRoutes = z.infer<typeof serviceRoutes>
