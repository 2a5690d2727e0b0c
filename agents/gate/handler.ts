import { canonicalJson, sha256Base64Url } from '../../contracts/canonical.ts'
import { certificateState, gateKeys, gateState, type TenantRoutes } from '../../contracts/gate.ts'
import type { ApplierClient } from '../core/applier-client.ts'
import type { Handlers } from '../core/runner.ts'
import { execute } from './execute.ts'
import { planDeletion, planRoutes, resolve } from './plan.ts'

/** What the gate agent does with its actions: whole wanted states go to the applier in the gate's VPS, which holds and applies them. */
export function gateHandlers(applier: ApplierClient): Handlers<'gate'> {
  const observe = () => applier.call('GET', '/v1/state', gateState)
  return {
    'routes.apply': async ({ tenant, generation, suspended, services }, { facts, report }) => {
      const routes: TenantRoutes = { generation, suspended, services: resolve(services, facts) }
      report(1, 2, 'comparing with the gate')
      const steps = planRoutes(await observe(), tenant, routes, await sha256Base64Url(canonicalJson(routes)))
      report(2, 2, 'changing the routes')
      await execute(steps, applier)
      return { changed: steps.length > 0 }
    },
    'certificate.put': async ({ certificate, ...upload }, { report }) => {
      report(1, 1, 'checking and installing the certificate')
      const { issuer, notBefore, notAfter } = await applier.call('PUT', `/v1/certificates/${certificate}`, certificateState, {
        body: upload,
      })
      return { issuer, notBefore, notAfter }
    },
    'certificate.delete': async ({ tenant, certificate }, { report }) => {
      report(1, 1, 'removing the certificate')
      const steps = planDeletion(await observe(), tenant, certificate)
      await execute(steps, applier)
      return { changed: steps.length > 0 }
    },
  }
}

/** The gate's public key, and its own CA for people who want to trust it. */
export const gateRoutes = (applier: ApplierClient) => ({
  'GET /sealing-key': () => applier.call('GET', '/v1/sealing-key', gateKeys, { timeoutMs: 5000 }),
})
