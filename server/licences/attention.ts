import { daysLeft, endOf, type LicenceRecords, licensed } from '../../contracts/licence.ts'
import type { AttentionView } from '../../contracts/views.ts'

/** `daysLeft` counts the last day too: 30 and 7 days before it. */
const [early, late] = [31, 8]
const link = '/licences'
const shown = { tenants: 'tenants', services: 'services', nodes: 'machines' }

/** What administrators are told of licences before it is too late, by the copy of what the keep said. */
export function licenceAttention(records: LicenceRecords, now: number): AttentionView[] {
  return [...ownEnd(records, now), ...ownCounts(records), ...poolEnds(records, now)]
}

function ownEnd({ own: { terms } }: LicenceRecords, now: number): AttentionView[] {
  if (terms.expires === null) return []
  const left = daysLeft(terms.expires, now)
  if (left > early) return []
  if (left > 0) return [{ tone: toneOf(left), text: `The licence of this installation ends ${inDays(left)}.`, link }]
  const graceEnd = endOf(terms.expires) + terms.graceDays * 86_400_000
  const text =
    now < graceEnd
      ? `The licence of this installation ended on ${terms.expires}. From ${new Date(graceEnd).toISOString().slice(0, 10)} on nothing new can be made.`
      : `The licence of this installation ended on ${terms.expires}: nothing new can be made.`
  return [{ tone: 'bad', text, link }]
}

const ownCounts = ({ own: { terms, used } }: LicenceRecords): AttentionView[] =>
  licensed.flatMap((what): AttentionView[] =>
    used[what] < terms[what] || what === 'nodes'
      ? []
      : [{ tone: 'warn', text: `The licence covers ${terms[what]} ${shown[what]}, and there are as many.`, link }],
  )

const poolEnds = ({ pool }: LicenceRecords, now: number): AttentionView[] =>
  pool.flatMap(({ title, expires }): AttentionView[] => {
    if (expires === null) return []
    const left = daysLeft(expires, now)
    if (left > early) return []
    const text = left > 0 ? `The licence ${title} ends ${inDays(left)}.` : `The licence ${title} ended on ${expires}.`
    return [{ tone: toneOf(left), text, link }]
  })

const toneOf = (left: number): AttentionView['tone'] => (left > late ? 'warn' : 'bad')
const inDays = (left: number): string => (left === 1 ? 'today' : left === 2 ? 'tomorrow' : `in ${left - 1} days`)
