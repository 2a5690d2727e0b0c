import type { ActionInput } from '../../../contracts/actions.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import { projectOf } from '../../../contracts/ids.ts'
import { imageAlias } from '../../catalogue/base.ts'
import { kindOf } from '../../catalogue/index.ts'
import type { Kind } from '../../catalogue/kind.ts'
import { isRetryable, type Report, type Result } from '../../core/answers.ts'
import type { ServiceFacts } from '../../core/facts.ts'
import { runSteps, type Step } from '../../core/steps.ts'
import type { ServicesParts } from '../deps.ts'
import { recoverRoot } from '../packages/change.ts'
import { isChanging } from '../packages/keys.ts'
import { endRehearsal, rehearsalSteps } from '../rehearse/rehearse.ts'
import { clear } from '../remove.ts'
import { refuseRestoring } from '../restoring.ts'
import { type Parts, stepOf } from './execute.ts'
import { type Observed, observe } from './observe.ts'
import { isRisky, planApply, sameFiles } from './plan.ts'
import { refusedRates } from './rates.ts'
import { renderFiles, wantedOf } from './wanted.ts'

/** Brings one service to its whole wanted state. Answers with its addresses and ports, which the door keeps. */
export async function applyService(
  deps: ServicesParts,
  input: ActionInput<'service.apply'>,
  facts: ServiceFacts,
  report: Report,
): Promise<Result> {
  const { engine, records, dataPool, tenantsBridge } = deps
  const kind = kindOf(input.kind)
  if (kind === undefined) throw new ReeveError('unknown_kind', `There is no kind of service ${input.kind}. Choose one of the list.`)
  const project = projectOf(input.tenant)
  const files = renderFiles(kind, input)
  const look = () => observe(engine, project, input.service, imageAlias(kind.kind), dataPool)
  let observed = await look()
  if (isChanging(observed.instance?.config ?? {})) {
    refuseRestoring(observed.instance?.config)
    await recoverRoot(engine, project, input.service)
    observed = await look()
  }
  judge(input, kind, facts, observed)
  const row = records.claim(input.service, {
    own: kind.addressing.includes('address'),
    // Something stands there that this agent does not remember making (its database was lost): never to be thrown away.
    made: observed.volume !== undefined || observed.instance !== undefined,
    known: { address: facts.service?.address ?? null, ownAddress: facts.service?.ownAddress ?? null },
  })
  const wanted = wantedOf(kind, input, files, { ...row, suspended: facts.suspended, dataPool, tenantsBridge })
  try {
    const parts = { deps, project, kind, wanted, good: row.files }
    if (observed.leftover) await endRehearsal(deps, project, input.service)
    const rehearsal = rehearsalOfApply(parts, input, facts, observed)
    const settled = await isSettled(parts)
    const steps = planApply(wanted, observed, deps.abilities, settled).map((step) => stepOf(step, parts))
    await runSteps([...rehearsal, ...steps], report)
  } catch (error) {
    if (!isRetryable(error) && records.find(input.service)?.made === false) {
      report(1, 1, 'Clearing away what was half made')
      await clear(deps, project, input.service)
      // Not this attempt made it: one that was cut off did, with the engine. It is made once more, from the beginning.
      if (observed.instance !== undefined)
        throw new ReeveError('unavailable', 'What was half made when the engine died is cleared away. This goes on by itself.', error)
    }
    throw error
  }
  records.finish(input.service, files)
  const refused = refusedRates(wanted.rates, deps.abilities)
  return { address: row.address, ownAddress: row.ownAddress, ports: kind.ports.map((port) => ({ ...port })), refused }
}

/** Whether its processes have these files: they are those that were good last, and nobody has written others since. */
async function isSettled({ deps: { engine }, project, wanted: { service, files }, good }: Parts): Promise<boolean> {
  if (!sameFiles(good, files)) return false
  for (const { path, content } of files) {
    if ((await engine.readFile(project, service, path))?.equals(Buffer.from(content)) !== true) return false
  }
  return true
}

/** What changes nothing that could fail is not tried first. */
function rehearsalOfApply(
  { deps, project, kind, wanted, good }: Parts,
  { rehearse }: ActionInput<'service.apply'>,
  { limits }: ServiceFacts,
  observed: Observed,
): Step[] {
  if (rehearse !== true || limits === null || !isRisky(wanted, observed, good)) return []
  const { service, config, diskMiB, files } = wanted
  return rehearsalSteps({ deps, project, service, kind, limits, config, diskMiB, files })
}

/** What the keep itself knows stands above what is asked. */
function judge(input: ActionInput<'service.apply'>, kind: Kind, { service, limits }: ServiceFacts, observed: Observed): void {
  const other = service !== null && service.tenant !== input.tenant
  if (limits === null || other) throw new ReeveError('not_found', 'There is no such service.')
  const present = observed.instance?.config['user.reeve.kind'] ?? service?.kind
  if (present !== undefined && present !== kind.kind) {
    throw new ReeveError('conflict', `The service is of the kind ${present} and stays so. Make another service instead.`)
  }
  refuseRestoring(observed.instance?.config)
  if (observed.otherDiskMiB + input.resources.diskMiB > limits.diskMiB) {
    const left = Math.max(0, limits.diskMiB - observed.otherDiskMiB)
    throw new ReeveError('over_limit', `The tenant has ${left} MiB of disk left, and ${input.resources.diskMiB} MiB were asked for.`)
  }
}
