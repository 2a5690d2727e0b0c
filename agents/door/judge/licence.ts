import { endOf, type Licensed, standingOf } from '../../../contracts/licence.ts'
import { type Fault, fault, type Parsed } from '../parse.ts'
import type { PoolRecord, Records } from '../records.ts'

const noLicence = fault('not_found', 'There is no such licence.')
const busy = fault('conflict', 'This licence is just being changed. Try again in a moment.')
const otherName = fault('conflict', 'The licence has another name in the records of the keep. Look at it again.')

/**
 * What the installation's licence does not cover is not made, whatever the backend asks; what is there goes on as it is, whatever the licence says.
 * `bad`: why a licence file does not count (agents/core/licence-keys.ts), looked at before the transaction.
 */
export function licenceFault(parsed: Parsed, records: Records, bad: string | undefined, now: number): Fault | undefined {
  switch (parsed.name) {
    case 'tenant.apply':
      return records.tenant(parsed.input.tenant) === undefined ? creationFault('tenants', records, now) : undefined
    case 'service.apply':
      return records.service(parsed.input.service) === undefined ? creationFault('services', records, now) : undefined
    case 'licence.install':
      if (bad !== undefined) return fault('signature_invalid', bad)
      return records.licence().current.number === parsed.input.file.licence.number
        ? fault('conflict', 'This licence is installed already.')
        : undefined
    case 'licence.putBack':
      return records.licence().earlier?.number === parsed.input.number
        ? undefined
        : fault('conflict', 'This is not the licence that was there before. Look at it again.')
    case 'pool.put':
      return putFault(parsed.input, records)
    case 'pool.remove':
      return (
        namedFault(parsed.input, records) ??
        (records.seatsOf(parsed.input.licence).length > 0
          ? fault('conflict', 'Services have this licence. Take it back from them first.')
          : undefined)
      )
    case 'seat.give':
      return giveFault(parsed.input, records, now)
    case 'seat.takeBack':
      return (
        namedFault(parsed.input, records) ??
        (has(records, parsed.input) ? undefined : fault('not_found', 'The service does not have this licence.'))
      )
    default:
      return undefined
  }
}

const shown: Record<Licensed, string> = { tenants: 'tenants', services: 'services', nodes: 'machines' }

function creationFault(what: Licensed, records: Records, now: number): Fault | undefined {
  const { current } = records.licence()
  if (standingOf(current, now) === 'over') {
    return fault(
      'over_licence',
      `The licence of this installation ended on ${current.expires}. What runs goes on; install a newer licence to make something new.`,
    )
  }
  if (records.totals()[what] < current[what]) return undefined
  return fault(
    'over_licence',
    `The licence of this installation covers ${current[what]} ${shown[what]}, and there are as many. Delete one, or install a larger licence.`,
  )
}

function putFault(input: Extract<Parsed, { name: 'pool.put' }>['input'], records: Records): Fault | undefined {
  const twin = records.poolLicenceNamed(input.name)
  if (twin !== undefined && twin.id !== input.licence) return fault('conflict', 'Another licence has this name.')
  const present = records.poolLicence(input.licence)
  if (present === undefined)
    return input.sealedKey === null ? fault('bad_input', 'A new licence needs its key. Write it beside its title.') : undefined
  if (present.busy) return busy
  if (present.name !== input.name) return fault('conflict', 'A name cannot be changed once it is given.')
  const given = records.seatsOf(input.licence).length
  return given > input.seats
    ? fault('over_licence', `${given} services have this licence. Take it back from some of them first.`)
    : undefined
}

const namedFault = ({ licence, licenceName }: { licence: string; licenceName: string }, records: Records): Fault | undefined => {
  const found: PoolRecord | undefined = records.poolLicence(licence)
  if (found === undefined) return noLicence
  if (found.name !== licenceName) return otherName
  return found.busy ? busy : undefined
}

const has = (records: Records, { licence, service }: { licence: string; service: string }): boolean =>
  records.seatsOf(licence).some((seat) => seat.service === service)

function giveFault(input: Extract<Parsed, { name: 'seat.give' }>['input'], records: Records, now: number): Fault | undefined {
  const unnamed = namedFault(input, records)
  const found = records.poolLicence(input.licence)
  if (unnamed !== undefined || found === undefined) return unnamed ?? noLicence
  if (has(records, input)) return fault('conflict', 'The service has this licence already.')
  if (found.expires !== null && now >= endOf(found.expires)) return fault('over_licence', `This licence ended on ${found.expires}.`)
  return records.seatsOf(input.licence).length < found.seats
    ? undefined
    : fault('over_licence', `All seats of this licence are given, ${found.seats} of ${found.seats}. Take one back, or buy more.`)
}
