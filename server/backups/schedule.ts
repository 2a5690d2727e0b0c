import { createHash } from 'node:crypto'
import type { BackupPolicy } from '../../contracts/backups.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How far the clock of a zone is ahead of UTC at a moment, in milliseconds. */
function offsetOf(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at)
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  const local = Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'), value('second'))
  return local - Math.floor(at / 1000) * 1000
}

/** The moment at which the clock of the zone shows this local time. One that is left out in spring comes an hour later. */
function momentOf(zone: string, local: number): number {
  const guess = local - offsetOf(zone, local)
  return local - offsetOf(zone, guess)
}

/** Services do not all begin in the same minute: each has its own place within an hour (with `hour`: ten minutes) after the time that was chosen. */
export const spreadOf = (service: string, policy: Pick<BackupPolicy, 'every'>): number => {
  const part = createHash('sha256').update(service).digest().readUInt32BE(0) / 2 ** 32
  return Math.floor(part * (policy.every === 'hour' ? 10 : 60)) * minute
}

/** The first time after `after` at which the policy wants a backup. */
export function nextRun(policy: BackupPolicy, service: string, after: number): number {
  const [hours = 0, minutes = 0] = policy.at.split(':').map(Number)
  const spread = spreadOf(service, policy)
  if (policy.every === 'hour') {
    const first = Math.floor((after + offsetOf(policy.zone, after)) / hour) * hour + minutes * minute
    for (let local = first - hour; ; local += hour) {
      const at = local - offsetOf(policy.zone, after) + spread
      if (at > after) return at
    }
  }
  const today = Math.floor((after + offsetOf(policy.zone, after)) / day) * day
  for (let date = today - day; ; date += day) {
    // 1970 began on a Thursday; Sunday is the fourth day of that week.
    if (policy.every === 'week' && (date / day + 4) % 7 !== 0) continue
    const at = momentOf(policy.zone, date + hours * hour + minutes * minute) + spread
    if (at > after) return at
  }
}
