import { ReeveError } from '../../contracts/errors.ts'
import { projectOf } from '../../contracts/ids.ts'
import { kindOf } from '../catalogue/index.ts'
import type { Files } from '../catalogue/kind.ts'
import type { ServiceFacts } from '../core/facts.ts'
import { createQueue } from '../core/queue.ts'
import type { Handlers } from '../core/runner.ts'
import { parseMiB } from '../engine/sizes.ts'
import { applyService } from './apply/apply.ts'
import { answerAsk, collectAsks } from './asks/asks.ts'
import type { ServicesDeps, ServicesParts } from './deps.ts'
import { createDownload } from './files/download.ts'
import { list, makeFolder, move, read, remove, write } from './files/files.ts'
import { readLogs } from './logs.ts'
import { patchService } from './patch/patch.ts'
import { rootsOf } from './patch/roots.ts'
import { deleteService } from './remove.ts'
import { readProcesses, reloadService, restartService } from './run/run.ts'
import { deploy, rollBack } from './site/deploy.ts'
import { NameRoom } from './site/listing.ts'
import { checkedUpload } from './site/upload.ts'
import { listAsked, revertTo, takeSnapshot } from './snapshots/snapshots.ts'
import { readUsage } from './use/use.ts'
import { readVisits } from './visits/visits.ts'
import { createKeeper, type Vps } from './vps.ts'

interface Of {
  tenant: string
  service: string
}

/** The agent's duty: services as VPSs of their tenants' projects, their configuration, and the files in them. */
export function createServices(given: ServicesDeps): Handlers<'services'> {
  const deps: ServicesParts = { ...given, creations: createQueue(), abilities: new Map() }
  const keeper = createKeeper(deps.engine, deps.now)
  const room = new NameRoom()
  const download = createDownload(deps.uploads)

  function known({ tenant }: Of, facts: ServiceFacts): { kind: string; files: Files } {
    if (facts.service === null || facts.service.tenant !== tenant) throw new ReeveError('not_found', 'There is no such service.')
    if (facts.suspended) throw new ReeveError('suspended', 'The tenant is suspended. Ask your administrator to resume it.')
    const { kind } = facts.service
    const files = kindOf(kind)?.files ?? null
    if (files === null) throw new ReeveError('bad_input', `Services of the kind ${kind} have no files to browse here.`)
    return { kind, files }
  }

  const inside = <T>(of: Of, facts: ServiceFacts, work: (vps: Vps, files: Files) => Promise<T>): Promise<T> => {
    const { files } = known(of, facts)
    return keeper.awake(projectOf(of.tenant), of.service, files, (vps) => work(vps, files))
  }

  return {
    'service.apply': (input, { facts, report }) => applyService(deps, input, facts, report),
    'service.delete': (input, { facts, report }) => deleteService(deps, input, facts, report),
    'service.patch': (input, { id, facts, again, report }) => patchService(deps, input, facts, { id, again, report }),
    'tenant.roots': (input) => rootsOf(deps, input),
    'service.logs': (input) => readLogs(deps, input),
    'service.visits': async (input, { facts }) => {
      known(input, facts)
      return readVisits(deps, input)
    },
    'asks.collect': (input, { facts }) => collectAsks(deps, input, facts),
    'asks.answer': (input, { facts }) => answerAsk(deps, input, facts),
    'service.snapshots': (input, { facts }) => listAsked(deps, input, facts),
    'service.snapshot': (input, { facts, report }) => takeSnapshot(deps, input, facts, report),
    'service.revert': (input, { facts, report }) => revertTo(deps, input, facts, report),
    'service.restart': (input, { facts, report }) => restartService(deps, input, facts, report),
    'service.reload': (input, { facts, report }) => reloadService(deps, input, facts, report),
    'service.processes': (input, { facts }) => readProcesses(deps, input, facts),
    'service.usage': (input) => readUsage(deps, input),
    'site.deploy': async (input, { id, facts, report }) => {
      known(input, facts)
      const path = await checkedUpload(deps.uploads, input)
      const volume = await deps.engine.getVolume(projectOf(input.tenant), deps.dataPool, input.service)
      if (volume === undefined) throw new ReeveError('not_found', 'The service has no VPS yet. Wait until it is made.')
      const diskBytes = (parseMiB(volume.config.size) ?? 0) * 1_048_576
      const archive = { path, format: input.format, bytes: input.bytes, diskBytes, room }
      return inside(input, facts, (vps, files) => deploy(vps, files, id, archive, report))
    },
    'site.rollback': (input, { id, facts, report }) => inside(input, facts, (vps, files) => rollBack(vps, files, id, report)),
    'files.list': (input, { facts }) => inside(input, facts, (vps, files) => list(vps, files, input)),
    'files.read': (input, { facts }) => inside(input, facts, (vps, files) => read(vps, files, input)),
    'files.download': (input, { facts }) => inside(input, facts, (vps, files) => download(vps, files, input)),
    'files.write': (input, { id, facts, again }) => inside(input, facts, (vps, files) => write(vps, files, { id, again }, input)),
    'files.makeFolder': (input, { facts, again }) => inside(input, facts, (vps, files) => makeFolder(vps, files, again, input)),
    'files.move': (input, { facts, again }) => inside(input, facts, (vps, files) => move(vps, files, again, input)),
    'files.delete': (input, { facts }) => inside(input, facts, (vps, files) => remove(vps, files, input)),
  }
}
