import type { Command } from 'commander'
import type { SoftwareAuthenticator } from '../contracts/software-authenticator.ts'
import { type Api, connect } from './api.ts'
import { readAuthenticator } from './approve.ts'
import type { Io } from './io.ts'
import type { Target } from './target.ts'
import { targetOf } from './target-options.ts'

/** What one run of a command works with. */
export interface Session {
  api: Api
  io: Io
  target: Target
  json: boolean
  /** The software authenticator that signs critical actions. */
  approver: SoftwareAuthenticator | undefined
}

export interface GlobalOptions {
  json?: boolean
  socket: string
  url?: string
  tokenFile?: string
  approveWith?: string
}

/** Reads the authenticator at once: a file that is none must not leave an action behind that waits for an approval. */
export function openSession(command: Command, io: Io): Session {
  const options = command.optsWithGlobals<GlobalOptions>()
  const target = targetOf(options)
  const approver = options.approveWith === undefined ? undefined : readAuthenticator(options.approveWith)
  return { api: connect(target), io, target, json: options.json === true, approver }
}

/** The answer of a command: `data` as one JSON document with --json, otherwise `words`. */
export function answer(session: Session, data: unknown, words: () => string): void {
  session.io.out(session.json ? `${JSON.stringify(data, null, 2)}\n` : words())
}

/** A remark beside the answer, for people only. */
export function remark(session: Session, text: string): void {
  if (!session.json) session.io.err(`${text}\n`)
}
