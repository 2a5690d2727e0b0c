import { ReeveError } from '../../../contracts/errors.ts'
import { answering, certificateUpload, type GateKeys, quiesce, tenantRoutes, trafficAsked } from '../../../contracts/gate.ts'
import { certificateId, tenantId } from '../../../contracts/ids.ts'
import type { Route, Routes } from '../../core/http.ts'
import type { Gate } from './gate.ts'

const maxRoutesBytes = 16_777_216

/** What each of the clients may ask; nothing is open to both. */
export const applierRoutes = (gate: Gate, keys: GateKeys): Routes => ({
  ...only('gate-agent', {
    'PUT /v1/tenants/:tenant': async ({ params, body }) =>
      gate.putTenant(tenantId.parse(params.tenant), await body(tenantRoutes, maxRoutesBytes)),
    'PUT /v1/certificates/:id': async ({ params, body }) =>
      gate.putCertificate(certificateId.parse(params.id), await body(certificateUpload)),
    'DELETE /v1/certificates/:id': ({ params }) => gate.deleteCertificate(certificateId.parse(params.id)),
    'GET /v1/sealing-key': async () => keys,
    'GET /v1/state': () => gate.state(),
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
