import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { Duplex } from 'node:stream'
import { connectionError, engineError } from './errors.ts'
import { createFrameReader, encodeFrame, opcodes } from './websocket-frames.ts'

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/**
 * A WebSocket client (RFC 6455) over a unix socket, as a stream with back-pressure both ways, which browsers' WebSocket lacks: programs in a VPS
 * write as much as they like. Binary messages are a stream of bytes; the engine marks the end of one with an empty text message, which ends
 * the readable side and is what `end()` sends.
 */
export class EngineSocket extends Duplex {
  readonly #socket: Duplex
  /** Text messages, whole. */
  onText: (text: string) => void = () => undefined
  #sentClose = false
  #ended = false

  constructor(socket: Duplex, head: Buffer) {
    super({ allowHalfOpen: true })
    this.#socket = socket
    // It may break before anybody who waits for it has the word; that must not end the process. Who reads or writes gets the error all the same.
    this.on('error', () => undefined)
    const read = createFrameReader({
      data: (bytes) => {
        if (!this.push(bytes)) socket.pause()
      },
      text: (text) => {
        if (text !== '') return this.onText(text)
        this.#ended = true
        this.push(null)
      },
      ping: (payload) => socket.write(encodeFrame(opcodes.pong, payload)),
      close: () => {
        this.#close()
        socket.end()
      },
    })
    socket.on('data', (bytes: Buffer) => {
      try {
        read(bytes)
      } catch (error) {
        this.destroy(error as Error)
      }
    })
    socket.on('error', (error) => this.destroy(connectionError(error, 'websocket')))
    socket.on('close', () => {
      // Without the mark, what came may be a part. With it, what nobody has read yet stays readable.
      if (this.#ended) this.end()
      else this.destroy(connectionError(new Error('the stream broke off'), 'websocket'))
    })
    if (head.length > 0) socket.unshift(head)
  }

  sendText(text: string): void {
    if (!this.#sentClose) this.#socket.write(encodeFrame(opcodes.text, Buffer.from(text)))
  }

  override _read(): void {
    this.#socket.resume()
  }
  override _write(bytes: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.#socket.destroyed) done(connectionError(new Error('closed'), 'websocket'))
    else this.#socket.write(encodeFrame(opcodes.binary, bytes), done)
  }
  override _final(done: () => void): void {
    this.sendText('')
    done()
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#close()
    this.#socket.destroy()
    done(error)
  }
  #close(): void {
    if (this.#sentClose || this.#socket.destroyed) return
    this.#sentClose = true
    this.#socket.write(encodeFrame(opcodes.close, Buffer.from([0x03, 0xe8])))
  }
}

/** Opens `path` (with query) as a WebSocket at the HTTP server on the unix socket. Throws the server's refusal, or `unavailable`. */
export function openWebSocket(socketPath: string, path: string): Promise<EngineSocket> {
  const key = randomBytes(16).toString('base64')
  const expected = createHash('sha1')
    .update(key + magic)
    .digest('base64')
  const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': key, host: 'engine' }
  const where = `websocket ${path.split('?')[0]}`
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, headers, timeout: 30_000 })
    asked.once('timeout', () => asked.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEOUT' })))
    asked.once('error', (error) => reject(connectionError(error, where)))
    asked.once('response', (response) => {
      response.resume()
      reject(engineError(response.statusCode ?? 502, 'no websocket', where))
    })
    asked.once('upgrade', (response, socket, head) => {
      socket.setTimeout(0)
      if (response.headers['sec-websocket-accept'] === expected) resolve(new EngineSocket(socket, head))
      else {
        socket.destroy()
        reject(engineError(502, 'wrong websocket key', where))
      }
    })
    asked.end()
  })
}
