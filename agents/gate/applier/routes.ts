import { ReeveError } from '../../../contracts/errors.ts'
import {
  answering,
  certificateUpload,
  firewallConfirm,
  firewallKey,
  firewallLogQuestion,
  type GateKeys,
  installationWish,
  quiesce,
  setWish,
  tenantRoutes,
  tenantWish,
  trafficAsked,
} from '../../../contracts/gate.ts'
import { addressSetId, certificateId, tenantId } from '../../../contracts/ids.ts'
import type { Route, Routes } from '../../core/http.ts'
import { self } from '../../core/self.ts'
import type { Gate } from './gate.ts'

const maxRoutesBytes = 16_777_216
/** 100,000 networks, or 10,000 rules that name many. */
const maxRulesBytes = 16_777_216

/** What each of the clients may ask; nothing is open to both. */
export const applierRoutes = (gate: Gate, keys: GateKeys): Routes => ({
  ...only('gate-agent', {
    'PUT /v1/tenants/:tenant': async ({ params, body }) =>
      gate.putTenant(tenantId.parse(params.tenant), await body(tenantRoutes, maxRoutesBytes)),
    'PUT /v1/certificates/:id': async ({ params, body }) =>
      gate.putCertificate(certificateId.parse(params.id), await body(certificateUpload)),
    'DELETE /v1/certificates/:id': ({ params }) => gate.deleteCertificate(certificateId.parse(params.id)),
    'PUT /v1/firewall': async ({ body }) => gate.putFirewall('installation', await body(installationWish, maxRulesBytes)),
    'PUT /v1/firewall/sets/:id': async ({ params, body }) => {
      const wish = await body(setWish, maxRulesBytes)
      if (wish.id !== addressSetId.parse(params.id)) throw new ReeveError('bad_input', 'The set has another id.')
      return gate.putFirewall(wish.id, wish)
    },
    'PUT /v1/firewall/tenants/:id': async ({ params, body }) =>
      gate.putFirewall(tenantId.parse(params.id), await body(tenantWish, maxRulesBytes)),
    'GET /v1/firewall/changes/:key/:generation': async ({ params }) =>
      gate.firewallChange(firewallKey.parse(params.key), firewallConfirm.shape.generation.parse(Number(params.generation))),
    'POST /v1/firewall/confirm': async ({ body }) => gate.confirmFirewall(await body(firewallConfirm)),
    'POST /v1/firewall/log': async ({ body }) => gate.firewallLog((await body(firewallLogQuestion)).tenant),
    'GET /v1/sealing-key': async () => keys,
    'GET /v1/state': () => gate.state(),
    'GET /v1/self': async () => self(),
  }),
  ...only('waker', {
    'POST /v1/answering': async ({ body, signal }) => gate.answering(await body(answering), signal),
    'POST /v1/usage': () => gate.usage(),
    'POST /v1/quiesce': async ({ body }) => gate.quiesce((await body(quiesce)).service),
  }),
  ...only('stats', {
    'POST /v1/traffic': async ({ body }) => gate.traffic((await body(trafficAsked)).withinMs),
  }),
})

const only = (client: string, routes: Routes): Routes =>
  Object.fromEntries(
    Object.entries(routes).map(([pattern, route]): [string, Route] => [
      pattern,
      async (exchange) => {
        if (exchange.peer !== client) throw new ReeveError('forbidden', 'This certificate may not ask that.')
        return route(exchange)
      },
    ]),
  )
