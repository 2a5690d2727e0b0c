import { certificateState, changed, gateKeys, gateState, type TenantRoutes } from '../../contracts/gate.ts'
import type { ApplierClient } from '../core/applier-client.ts'
import type { Handlers } from '../core/runner.ts'
import { isForeign, resolve } from './plan.ts'

/**
 * What the gate agent does with its actions: whole wanted states go to the applier in the gate's VPS, which holds and applies them. They go there
 * each time: what the applier has stored may not have reached HAProxy yet, and only it knows.
 */
export function gateHandlers(applier: ApplierClient): Handlers<'gate'> {
  return {
    'routes.apply': async ({ tenant, generation, suspended, services }, { facts, report }) => {
      const routes: TenantRoutes = { generation, suspended, services: resolve(services, facts) }
      report(1, 1, 'changing the routes')
      return applier.call('PUT', `/v1/tenants/${tenant}`, changed, { body: routes })
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
      if (isForeign(await applier.call('GET', '/v1/state', gateState), tenant, certificate)) return { changed: false }
      return applier.call('DELETE', `/v1/certificates/${certificate}`, changed)
    },
  }
}

/** The gate's public key, and its own CA for people who want to trust it. */
export const gateRoutes = (applier: ApplierClient) => ({
  'GET /sealing-key': () => applier.call('GET', '/v1/sealing-key', gateKeys, { timeoutMs: 5000 }),
})
