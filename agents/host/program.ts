import type * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { answerLine } from '../../contracts/progress.ts'
import { isAnswer } from '../core/answers.ts'

/** The last line of what a program of the repository said: its result, or its error thrown. `said`: for the log, when it said neither. */
export function concluded<S extends z.ZodType>(text: string, answer: S, said: string): z.infer<S> {
  const last = linesOf(text).at(-1)
  if (last === undefined || !isAnswer(last)) {
    throw new ReeveError('internal', 'The work on the machine failed. The log of the host agent there says why.', new Error(said))
  }
  if ('error' in last) throw new ReeveError(last.error.code, last.error.message)
  return answer.parse(last.result)
}

/** Whole lines of contracts/progress.ts in what a program has said so far; it may say other things, too. */
export function linesOf(text: string) {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line) => {
      if (!/^\{"(?:progress|result|error)":/.test(line)) return []
      const parsed = answerLine.safeParse(JSON.parse(line))
      return parsed.success ? [parsed.data] : []
    })
}
