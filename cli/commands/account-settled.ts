import { done } from '../follow.ts'
import { answer, type Session } from '../session.ts'

export interface WaitOption {
  wait: boolean
}

/** The rest of a command that changed an account: waits, then says what was done and, once, the passwords that were made. */
export async function settled(
  session: Session,
  asked: { action: string },
  { wait }: WaitOption,
  told: { object: object; words: string; passwords?: Record<string, string> },
): Promise<void> {
  if (wait) await done(session, asked.action)
  const { object, words, passwords = {} } = told
  answer(session, { ...object, action: asked.action, passwords }, () =>
    [words, ...Object.entries(passwords).map(([name, password]) => `Password of ${name}, shown once: ${password}`)]
      .map((line) => `${line}\n`)
      .join(''),
  )
}
