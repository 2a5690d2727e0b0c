import { setTimeout as after } from 'node:timers/promises'
import { processSelf } from '../../contracts/administrative-servers.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { firewallChange } from '../../contracts/firewall.ts'
import { certificateState, changed, firewallLog, gateKeys, gateState, type TenantRoutes } from '../../contracts/gate.ts'
import type { Report } from '../core/answers.ts'
import type { ApplierClient } from '../core/applier-client.ts'
import type { Handlers } from '../core/runner.ts'
import { isForeign, resolve } from './plan.ts'

/**
 * What the gate agent does with its actions: whole wanted states go to the applier in the gate's VPS, which holds and applies them. They go there
 * each time: what the applier has stored may not have reached HAProxy yet, and only it knows.
 */
export function gateHandlers(applier: ApplierClient, pauseMs = 500): Handlers<'gate'> {
  /** A change that may cut people off is done when somebody has confirmed it, and has failed when it went back. */
  async function setRules(path: string, key: string, body: { generation: number }, report: Report): Promise<{ changed: boolean }> {
    report(1, 2, 'changing the rules')
    let change = await applier.call('PUT', path, firewallChange, { body, timeoutMs: 90_000 })
    const { changed: differs } = change
    while (change.state === 'waiting') {
      report(2, 2, 'waiting for the confirmation')
      await after(pauseMs)
      change = await applier.call('GET', `/v1/firewall/changes/${key}/${body.generation}`, firewallChange)
    }
    if (change.state === 'rolled_back')
      throw new ReeveError('conflict', 'Nobody confirmed the change in time: the rules are as they were before it.')
    return { changed: differs }
  }

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
    'firewall.apply': (body, { report }) => setRules('/v1/firewall', 'installation', body, report),
    'firewall.set': ({ set, ...body }, { report }) =>
      setRules(`/v1/firewall/sets/${set}`, set, { id: set, ...body } as typeof body, report),
    'firewall.tenant': ({ tenant, ...body }, { report }) => setRules(`/v1/firewall/tenants/${tenant}`, tenant, body, report),
    'firewall.confirm': ({ tenant, set, generation }) =>
      applier.call('POST', '/v1/firewall/confirm', changed, { body: { key: tenant ?? set ?? 'installation', generation } }),
    'firewall.log': ({ tenant }) => applier.call('POST', '/v1/firewall/log', firewallLog, { body: { tenant } }),
    'certificate.delete': async ({ tenant, certificate }, { report }) => {
      report(1, 1, 'removing the certificate')
      if (isForeign(await applier.call('GET', '/v1/state', gateState), tenant, certificate)) return { changed: false }
      return applier.call('DELETE', `/v1/certificates/${certificate}`, changed)
    },
  }
}

/** The gate's public key, and its own CA for people who want to trust it; and since when the applier runs. */
export const gateRoutes = (applier: ApplierClient) => ({
  'GET /sealing-key': () => applier.call('GET', '/v1/sealing-key', gateKeys, { timeoutMs: 5000 }),
  'GET /remote': () => applier.call('GET', '/v1/self', processSelf, { timeoutMs: 5000 }),
})
