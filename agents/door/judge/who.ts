import { type ActionName, actionSpec } from '../../../contracts/actions.ts'
import { mayPatch } from '../../../contracts/window-times.ts'
import { type Fault, fault, type Parsed } from '../parse.ts'
import type { Records } from '../records.ts'

/**
 * What the backend may ask in its own name: routine wishes that a person had, once more, the requests of services and the snapshots they ask for; and
 * what they use, which processes they run, which snapshots they have, how often sites were visited, what the firewall counted and how the machine is, for
 * people who only look; what is outdated, and backups as their policies say. Patches only as an administrator has laid down (scheduleFault).
 */
const ownName: readonly ActionName[] = [
  'tenant.apply',
  'service.apply',
  'routes.apply',
  'firewall.apply',
  'firewall.set',
  'firewall.tenant',
  'firewall.log',
  'host.show',
  'asks.collect',
  'asks.answer',
  'service.snapshot',
  'service.snapshots',
  'service.usage',
  'service.processes',
  'service.visits',
  'patch.check',
  'tenant.roots',
  'backup.list',
  'backup.ofTenant',
  'backup.control',
  'backup.state',
  'backup.run',
  'backup.verify',
  'backup.drill',
  'backup.forget',
  'backup.retire',
]

/** The first keys: the person is in no list yet, the terminal's secret stands for everything. */
export const isBySecret = (parsed: Parsed): boolean =>
  parsed.name === 'authenticator.enrol' &&
  parsed.input.secret !== null &&
  parsed.input.tenant === null &&
  parsed.input.person === parsed.action.actor.person

/** Roles by the table of contracts/actions.ts; administrators by the keep's own list. Memberships are known to the backend alone. */
export function whoFault(parsed: Parsed, records: Records, now: number): Fault | undefined {
  const { actor } = parsed.action
  if (actor.person === 'system') return ownName.includes(parsed.name) ? undefined : scheduleFault(parsed, records, now)
  if (!actionSpec(parsed.name).who.includes(actor.role)) return fault('forbidden', 'This role may not ask for this.')
  if (actor.role === 'administrator') {
    if (actor.person === 'root' || isBySecret(parsed) || records.administrator(actor.person) !== undefined) return undefined
    return fault('forbidden', 'This person is no administrator in the keep. Another administrator has to add them.')
  }
  if (actor.person === 'root') return fault('forbidden', 'Root of the machine asks as an administrator.')
  const tenant = 'tenant' in parsed.input ? parsed.input.tenant : null
  if (tenant === null) return fault('forbidden', 'Only an administrator may ask for this.')
  if (actor.role === 'reseller') return resellerFault(parsed, records)
  return actor.role === 'member' ? memberFault(parsed, records) : undefined
}

const personOnly = fault('forbidden', 'The backend may ask for this only in the name of a person.')

/**
 * A run that opens by itself does what an administrator laid down for its kind (`patch.schedule`), and begins within its windows. When a tenant lets its
 * own services be patched is known to the backend alone.
 */
function scheduleFault({ name, input }: Parsed, records: Records, now: number): Fault | undefined {
  switch (name) {
    case 'patch.build': {
      const schedule = records.patchSchedule(input.kind)
      if (schedule === undefined) return personOnly
      return mayPatch(schedule.windows, now)
        ? undefined
        : fault('expired', 'The window for patches is over. The next one opens a run again.')
    }
    case 'patch.use':
      return records.patchSchedule(input.kind) === undefined ? personOnly : undefined
    case 'patch.drop':
      return records.patchSchedules() === 0 ? personOnly : undefined
    case 'service.patch': {
      const kind = records.service(input.service)?.kind
      return kind === undefined || records.patchSchedule(kind) === undefined ? personOnly : undefined
    }
    default:
      return personOnly
  }
}

/** Another reseller's tenant looks like one that is not there. A new one is the asker's own. */
function resellerFault(parsed: Parsed, records: Records): Fault | undefined {
  const tenant = 'tenant' in parsed.input && parsed.input.tenant !== null ? records.tenant(parsed.input.tenant) : undefined
  const { person } = parsed.action.actor
  if (tenant !== undefined && tenant.reseller !== person) return fault('not_found', 'There is no such tenant.')
  if (parsed.name === 'tenant.apply' && parsed.input.reseller !== person)
    return fault('forbidden', 'A reseller has tenants of their own and gives none away.')
  return undefined
}

/** Members change services that are there; they make none. */
const memberFault = (parsed: Parsed, records: Records): Fault | undefined =>
  parsed.name === 'service.apply' && records.service(parsed.input.service) === undefined
    ? fault('forbidden', 'This role may not ask for this.')
    : undefined
