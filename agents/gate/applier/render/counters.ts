import { answerClasses } from '../../../../contracts/statistics.ts'

/** Places in the array of counters (`gpc`) that each entry of the table `usage` has: four classes of status, what the gate held, answers by time. */
export const counters = { answers: 0, held: 4, times: 5 } as const
export const counterCount = counters.times + answerClasses.length + 1

const add = (place: number, condition: string) => `http-response sc-inc-gpc(${place},0) if { ${condition} }`

/**
 * HAProxy counts by itself, in memory that it has anyway: a request costs two additions and some comparisons, and nothing is written or sent. The
 * time runs from the request to the first byte of the answer, a wake included.
 */
export const answerRules: readonly string[] = [
  'http-response set-var(txn.took) date(0,ms),sub(txn.begun)',
  ...[2, 3, 4, 5].map((status, index) => add(counters.answers + index, `status ${status}00:${status}99`)),
  ...[...answerClasses, undefined].map((end, index) => {
    const begin = answerClasses[index - 1] ?? 0
    return add(counters.times + index, `var(txn.took) -m int ${end === undefined ? `ge ${begin}` : `${begin}:${end - 1}`}`)
  }),
]

export const beginRule = 'http-request set-var(txn.begun) date(0,ms)'
export const heldRule = `http-request sc-inc-gpc(${counters.held},0) if { var(txn.refused) -m found }`
