import { outlived, type SnapshotView } from '../../contracts/snapshots.ts'
import type { Handlers } from '../core/runner.ts'

/** Snapshots by name only, for as long as the process lives. */
export function snapshotHandlers(): Pick<Handlers<'services'>, 'service.snapshots' | 'service.snapshot' | 'service.revert'> {
  const taken = new Map<string, SnapshotView[]>()
  const of = (service: string): SnapshotView[] => taken.get(service) ?? []
  const keep = (service: string, name: string) => {
    const gone = outlived(name, of(service))
    taken.set(service, [{ name, at: Date.now() }, ...of(service).filter((one) => !gone.includes(one))])
  }
  return {
    'service.snapshots': async ({ service }) => ({ snapshots: of(service) }),
    'service.snapshot': async ({ service, snapshot }) => {
      keep(service, snapshot)
      return { snapshot }
    },
    'service.revert': async ({ service, snapshot, undo }) => {
      keep(service, undo)
      return { snapshot, undo }
    },
  }
}
