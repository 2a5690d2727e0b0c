import * as z from 'zod'
import {
  type AddAlertInput,
  type AlertMetric,
  type AlertView,
  alertDirection,
  alertMetric,
  alertUnitOf,
  webhookUrl,
} from '@/contracts/alerts'
import { email } from '@/contracts/names'

/** In the unit that people type, what one is in the metric's own. */
const typed: Record<ReturnType<typeof alertUnitOf>, number> = {
  cores: 1,
  bytes: 1_048_576,
  bytesPerSecond: 1024,
  perSecond: 1,
  count: 1,
  milliseconds: 1,
  days: 1,
}

interface FormWords {
  badTime: string
  badNumber: string
  bothTimes: string
}

/** `HH:MM` as the minute of the day. */
function minuteOf(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? []
  const value = Number(hour) * 60 + Number(minute)
  return hour !== undefined && Number(hour) < 24 && Number(minute) < 60 ? value : undefined
}

export const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** What the form holds while it is typed, and what is sent. `about`: a service, or empty for all of the tenant, or the machine. */
export function alertForm(words: FormWords, zone: string) {
  const time = z
    .string()
    .trim()
    .refine((text) => text === '' || minuteOf(text) !== undefined, words.badTime)
  return z
    .object({
      about: z.string(),
      metric: alertMetric,
      direction: alertDirection,
      threshold: z
        .string()
        .trim()
        .regex(/^\d+([.,]\d+)?$/, words.badNumber),
      holdMinutes: z.int(words.badNumber).min(1).max(1440),
      mail: z
        .string()
        .transform((text) => text.split(/[\s,;]+/).filter((part) => part !== ''))
        .pipe(z.array(email).max(10)),
      webhook: z.union([z.literal(''), webhookUrl]),
      quietFrom: time,
      quietTo: time,
    })
    .refine(({ quietFrom, quietTo }) => (quietFrom === '') === (quietTo === ''), { path: ['quietTo'], message: words.bothTimes })
    .transform(
      ({ about, threshold, holdMinutes, webhook, quietFrom, quietTo, ...rest }): Omit<AddAlertInput, 'tenant'> => ({
        ...rest,
        ...(about === '' ? {} : { service: about }),
        threshold: Number(threshold.replace(',', '.')) * typed[alertUnitOf(rest.metric)],
        holdSeconds: holdMinutes * 60,
        webhook: webhook === '' ? null : webhook,
        quiet: quietFrom === '' ? null : { from: minuteOf(quietFrom) ?? 0, to: minuteOf(quietTo) ?? 0, zone },
      }),
    )
}

/** What the form begins with: a rule as people type it, or an empty one about this figure. */
export function typedOf(rule: AlertView | undefined, first: AlertMetric) {
  const { quiet, metric: figure = first } = rule ?? {}
  return {
    about: rule?.service ?? '',
    metric: figure,
    direction: rule?.direction ?? ('above' as const),
    threshold: rule === undefined ? '' : String(rule.threshold / typed[alertUnitOf(figure)]),
    holdMinutes: Math.max(1, Math.round((rule?.holdSeconds ?? 300) / 60)),
    mail: rule?.mail.join('\n') ?? '',
    webhook: rule?.webhook ?? '',
    quietFrom: quiet == null ? '' : timeOf(quiet.from),
    quietTo: quiet == null ? '' : timeOf(quiet.to),
  }
}

type Changeable = Pick<AlertView, 'direction' | 'threshold' | 'holdSeconds' | 'quiet' | 'mail' | 'webhook'>
/** What can be changed of a rule. */
export const changeableOf = ({ direction, threshold, holdSeconds, quiet, mail, webhook }: Changeable): Changeable => ({
  ...{ direction, threshold, holdSeconds, quiet, mail, webhook },
})
