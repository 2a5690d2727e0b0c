import pino from 'pino'

/** Fields that may carry a secret or a customer's bytes: never in a log, however an object got there. */
const secretFields = [
  'secret',
  'sealedKey',
  'key',
  'privateKey',
  'password',
  'token',
  'signature',
  'approval',
  'content',
  'authorization',
  'cookie',
]
const redact = { paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[secret]' }

export type Log = pino.Logger

/** JSON lines to stdout. One logger per process; `log.child({...})` for a part of it. */
export const createLog = (name: string, level: pino.LevelWithSilent = 'info', destination?: pino.DestinationStream): Log => {
  const options = { name, level, redact, base: { name }, timestamp: pino.stdTimeFunctions.isoTime }
  return destination === undefined ? pino(options) : pino(options, destination)
}
