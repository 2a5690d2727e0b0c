import type { Command } from 'commander'
import { type Api, connect } from './api.ts'
import type { Io } from './io.ts'
import type { Target } from './target.ts'
import { targetOf } from './target-options.ts'

/** What one run of a command works with. */
export interface Session {
  api: Api
  io: Io
  target: Target
  json: boolean
  /** File of the software authenticator that signs critical actions. */
  approver: string | undefined
}

export interface GlobalOptions {
  json?: boolean
  socket: string
  url?: string
  tokenFile?: string
  approveWith?: string
}

export function openSession(command: Command, io: Io): Session {
  const options = command.optsWithGlobals<GlobalOptions>()
  const target = targetOf(options)
  return { api: connect(target), io, target, json: options.json === true, approver: options.approveWith }
}

/** The answer of a command: `data` as one JSON document with --json, otherwise `words`. */
export function answer(session: Session, data: unknown, words: () => string): void {
  session.io.out(session.json ? `${JSON.stringify(data, null, 2)}\n` : words())
}

/** A remark beside the answer, for people only. */
export function remark(session: Session, text: string): void {
  if (!session.json) session.io.err(`${text}\n`)
}
