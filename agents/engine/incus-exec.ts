import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import type { ExecCommand, ExecOutcome } from './client.ts'
import type { Transport } from './transport.ts'
import { type EngineSocket, openWebSocket } from './websocket.ts'

const started = z.object({ fds: z.object({ '0': z.string(), '1': z.string(), '2': z.string(), control: z.string() }) })
const cancelled = () => new ReeveError('conflict', 'This was cancelled.')
const ended = z.object({ return: z.int() })

/**
 * Runs a program in a VPS. The engine gives one websocket each for the three streams and one for control; closing control badly kills the program,
 * so a dying agent leaves none behind.
 */
export async function incusExec(transport: Transport, project: string, name: string, command: ExecCommand): Promise<ExecOutcome> {
  const { argv, uid = 0, gid = 0, cwd = '/', environment = {}, timeoutMs = 60_000, maxOutputBytes = 1_048_576, signal } = command
  if (signal?.aborted) throw cancelled()
  const operation = await transport.begin(`/1.0/instances/${name}/exec`, {
    query: { project },
    body: { command: argv, user: uid, group: gid, cwd, environment, interactive: false, 'wait-for-websocket': true },
  })
  const { fds } = started.parse(operation.metadata)
  const sockets: EngineSocket[] = []
  const open = async (secret: string): Promise<EngineSocket> => {
    const socket = await openWebSocket(transport.socket, `/1.0/operations/${operation.id}/websocket?secret=${secret}`)
    sockets.push(socket)
    return socket
  }
  const timers: NodeJS.Timeout[] = []
  let failure: ReeveError | undefined
  const kill = (error?: ReeveError) => {
    failure ??= error
    sockets[0]?.sendText(JSON.stringify({ command: 'signal', signal: 9 }))
    // Its children may hold the streams open.
    timers.push(setTimeout(() => sockets.forEach((socket) => void socket.destroy()), 5000))
  }
  const end = () => kill(cancelled())
  signal?.addEventListener('abort', end, { once: true })
  try {
    const control = await open(fds.control)
    control.resume()
    // Cancelled while nobody listened, or before there was a way to say so.
    if (signal?.aborted) end()
    const [stdin, stdout, stderr] = await Promise.all([open(fds['0']), open(fds['1']), open(fds['2'])])
    timers.push(setTimeout(() => kill(new ReeveError('timeout', `${argv[0]} did not end within ${timeoutMs} ms.`)), timeoutMs))
    const limit = {
      bytes: maxOutputBytes,
      over: () => kill(new ReeveError('too_large', `${argv[0]} wrote more than ${maxOutputBytes} bytes.`)),
    }
    // The operation tells of a lost engine even when the streams hang; a program that ended does not read its input any more.
    const ending = transport.wait(operation, timeoutMs + 10_000).finally(() => stdin.destroy())
    const [, output, errors, finished] = await Promise.all([
      feed(stdin, command.stdin),
      command.stdout === undefined ? collect(stdout, limit) : pipeline(stdout, command.stdout).then(() => Buffer.alloc(0)),
      collect(stderr, limit),
      ending,
    ])
    if (failure !== undefined) throw failure
    return { status: ended.parse(finished.metadata).return, stdout: output, stderr: errors.toString('utf8') }
  } catch (error) {
    kill()
    throw failure ?? error
  } finally {
    signal?.removeEventListener('abort', end)
    for (const timer of timers) clearTimeout(timer)
    for (const socket of sockets) socket.destroy()
  }
}

/** Ends when the source or the program ended. Throws only what the source throws: a program may end before it has read everything. */
async function feed(socket: EngineSocket, input: ExecCommand['stdin']): Promise<void> {
  socket.resume()
  const source = input instanceof Readable ? input : input === undefined || input.length === 0 ? [] : [Buffer.from(input)]
  for await (const piece of source as AsyncIterable<Buffer>) {
    if (socket.destroyed) return
    if (!socket.write(piece)) await drained(socket)
  }
  if (!socket.destroyed) socket.end()
}

function drained(socket: EngineSocket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done)
      resolve()
    }
    if (socket.destroyed) resolve()
    else socket.on('drain', done).on('close', done)
  })
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
