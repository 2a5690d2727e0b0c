import { createConnection } from 'node:net'
import { ReeveError } from '../../../contracts/errors.ts'
import type { Log } from '../../core/log.ts'

/** HAProxy's runtime socket. */
export interface Runtime {
  /** Sends one command (several with `;`) and gives the answer. Throws `unavailable` when HAProxy is not there. */
  command(text: string): Promise<string>
  /** A command with lines that follow it. The lines may hold no empty one. */
  withPayload(text: string, payload: string): Promise<string>
}

const timeoutMs = 10_000

export function createRuntime(socket: string): Runtime {
  const exchange = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const fail = (error: Error) => {
        connection.destroy()
        reject(new ReeveError('unavailable', 'The gate is just being started. Try again in a moment.', error))
      }
      const parts: Buffer[] = []
      const connection = createConnection(socket)
      connection.setTimeout(timeoutMs, () => fail(new Error(`no answer to ${text.split('\n')[0]}`)))
      connection.once('error', fail)
      connection.on('data', (part) => parts.push(part))
      connection.once('end', () => {
        connection.destroy()
        resolve(Buffer.concat(parts).toString('utf8').trim())
      })
      connection.end(`${text}\n`)
    })
  return {
    command: exchange,
    withPayload: (text, payload) => exchange(`${text} <<\n${payload.trimEnd()}\n`),
  }
}

/** For commands that say nothing when all is well, or one of the expected words. Throws `internal` with what HAProxy said. */
export function expectSilence(answer: string, command: string, ...expected: RegExp[]): void {
  if (answer !== '' && !expected.some((pattern) => pattern.test(answer))) {
    throw new ReeveError('internal', 'The gate refused a change.', new Error(`${command}: ${answer.slice(0, 500)}`))
  }
}

/**
 * After an upgrade: a HAProxy that runs with another configuration takes the new one. Open connections go on in the old process for the ten
 * seconds of `hard-stop-after`. One that is not there yet will read it when it starts.
 */
export async function reloadWhenOther(runtime: Runtime, master: Runtime, digest: string, log: Log): Promise<void> {
  const info = await runtime.command('show info').catch(() => undefined)
  if (info === undefined || info.includes(`\ndescription: ${digest}`)) return
  log.info('HAProxy runs with an older configuration; reloading')
  await master.command('reload').catch((err: unknown) => log.warn({ err }, 'HAProxy could not be told to reload'))
}
