import { ReeveError } from '../../contracts/errors.ts'
import { maxKeyBytes } from '../../contracts/licence.ts'
import { createQueue } from '../core/queue.ts'
import type { Handlers } from '../core/runner.ts'
import type { Sealing } from '../core/sealing.ts'
import type { OwnLicence } from './own.ts'
import type { Pool } from './pool.ts'
import type { Seats } from './seats.ts'

export interface LicenceDeps {
  own: OwnLicence
  pool: Pool
  seats: Seats
  sealing: Sealing
}

/**
 * The agent's duty: the installation's own licence, as it was signed, and the keys of licences that services use. It counts nothing: how many
 * seats there are and who has them is judged by the door. After a crash each action runs again, and finds done what is done.
 */
export function createLicence({ own, pool, seats, sealing }: LicenceDeps): Handlers<'licence'> {
  const queue = createQueue()
  return {
    'licence.install': ({ file }, { report }) =>
      queue('own', async () => {
        report(1, 1, 'Checking the signature')
        await own.install(file)
        return { number: file.licence.number }
      }),
    'licence.putBack': ({ number }) =>
      queue('own', async () => {
        await own.putBack(number)
        return { number }
      }),
    'pool.put': ({ licence, name, sealedKey }, { report }) =>
      queue(licence, async () => {
        const key = sealedKey === null ? undefined : await sealing.open(sealedKey)
        if (key !== undefined && Buffer.byteLength(key) > maxKeyBytes)
          throw new ReeveError('too_large', `The key has more than ${maxKeyBytes} bytes.`)
        if (key === undefined && !pool.has(licence)) throw new ReeveError('bad_input', 'A new licence needs its key.')
        report(1, 1, 'Putting the licence away')
        if (key !== undefined) await pool.putKey(licence, key)
        pool.add(licence, name)
        if (key === undefined) return {}
        seats.changed(licence)
        await seats.round()
        return {}
      }),
    'pool.remove': ({ licence }) =>
      queue(licence, async () => {
        await pool.remove(licence)
        return {}
      }),
    'seat.give': ({ tenant, service, licence }, { facts, report }) =>
      queue(licence, async () => {
        if (facts.service === null || facts.service.tenant !== tenant) throw new ReeveError('not_found', 'There is no such service.')
        if (!pool.has(licence)) throw new ReeveError('not_found', 'There is no such licence.')
        report(1, 1, 'Writing the key into the VPS')
        await seats.give({ licence, service, tenant, kind: facts.service.kind })
        return {}
      }),
    'seat.takeBack': ({ service, licence }, { report }) =>
      queue(licence, async () => {
        report(1, 1, 'Removing the key from the VPS')
        await seats.takeBack(licence, service)
        return {}
      }),
  }
}
