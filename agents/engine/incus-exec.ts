import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import type { ExecCommand, ExecOutcome } from './client.ts'
import type { Transport } from './transport.ts'
import { type EngineSocket, openWebSocket } from './websocket.ts'

const started = z.object({ fds: z.object({ '0': z.string(), '1': z.string(), '2': z.string(), control: z.string() }) })
const ended = z.object({ return: z.int() })

/**
 * Runs a program in a VPS. The engine gives one websocket each for the three streams and one for control; closing control badly kills the program,
 * so a dying agent leaves none behind.
 */
export async function incusExec(transport: Transport, project: string, name: string, command: ExecCommand): Promise<ExecOutcome> {
  const { argv, uid = 0, gid = 0, cwd = '/', environment = {}, timeoutMs = 60_000, maxOutputBytes = 1_048_576 } = command
  const operation = await transport.begin(`/1.0/instances/${name}/exec`, {
    query: { project },
    body: { command: argv, user: uid, group: gid, cwd, environment, interactive: false, 'wait-for-websocket': true },
  })
  const { fds } = started.parse(operation.metadata)
  const open = (secret: string) => openWebSocket(transport.socket, `/1.0/operations/${operation.id}/websocket?secret=${secret}`)
  const sockets: EngineSocket[] = []
  let failure: ReeveError | undefined
  let timer: NodeJS.Timeout | undefined
  try {
    const control = await open(fds.control)
    sockets.push(control)
    control.on('error', () => undefined)
    control.resume()
    const [stdin, stdout, stderr] = await Promise.all([open(fds['0']), open(fds['1']), open(fds['2'])])
    sockets.push(stdin, stdout, stderr)
    const kill = (error: ReeveError) => {
      failure ??= error
      control.sendText(JSON.stringify({ command: 'signal', signal: 9 }))
    }
    timer = setTimeout(() => kill(new ReeveError('timeout', `${argv[0]} did not end within ${timeoutMs} ms.`)), timeoutMs)
    const limit = {
      bytes: maxOutputBytes,
      over: () => kill(new ReeveError('too_large', `${argv[0]} wrote more than ${maxOutputBytes} bytes.`)),
    }
    const streams = Promise.all([
      feed(stdin, command.stdin),
      command.stdout === undefined ? collect(stdout, limit) : pipeline(stdout, command.stdout).then(() => Buffer.alloc(0)),
      collect(stderr, limit),
    ])
    // The operation tells of a lost engine even when the streams hang.
    const [[, output, errors], finished] = await Promise.all([streams, transport.wait(operation, timeoutMs + 10_000)])
    if (failure !== undefined) throw failure
    return { status: ended.parse(finished.metadata).return, stdout: output, stderr: errors.toString('utf8') }
  } catch (error) {
    throw failure ?? error
  } finally {
    clearTimeout(timer)
    for (const socket of sockets) socket.destroy()
  }
}

async function feed(socket: EngineSocket, input: ExecCommand['stdin']): Promise<void> {
  socket.resume()
  const source = input instanceof Readable ? input : Readable.from(input === undefined || input.length === 0 ? [] : [Buffer.from(input)])
  try {
    await pipeline(source, socket, { end: true })
  } catch (error) {
    // A program may end before it has read everything: its status tells. Errors of the source are the caller's.
    if (
      source.errored !== null &&
      source.errored !== undefined &&
      !(source.errored as Error & { code?: string }).code?.startsWith('ERR_STREAM')
    )
      throw error
  }
}

async function collect(socket: EngineSocket, limit: { bytes: number; over: () => void }): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of socket as AsyncIterable<Buffer>) {
    length += part.length
    if (length <= limit.bytes) parts.push(part)
    else limit.over()
  }
  return Buffer.concat(parts)
}
