import { changed } from '../../contracts/gate.ts'
import type { ApplierClient } from '../core/applier-client.ts'
import type { Step } from './plan.ts'

/** Does the steps; each may be done twice. */
export async function execute(steps: readonly Step[], applier: ApplierClient): Promise<void> {
  for (const step of steps) {
    if (step.do === 'put routes') await applier.call('PUT', `/v1/tenants/${step.tenant}`, changed, { body: step.routes })
    else await applier.call('DELETE', `/v1/certificates/${step.certificate}`, changed)
  }
}
