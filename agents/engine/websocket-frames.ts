import { randomBytes } from 'node:crypto'
import { ReeveError } from '../../contracts/errors.ts'

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export interface FrameSink {
  /** Bytes of a binary message, piece by piece as they come. */
  data(bytes: Buffer): void
  /** A whole text message. */
  text(text: string): void
  ping(payload: Buffer): void
  close(): void
}

const maxTextBytes = 1_048_576

/** One frame from client to server: masked, as RFC 6455 wants it. */
export function encodeFrame(opcode: number, payload: Uint8Array): Buffer {
  const length = payload.length
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8
  const frame = Buffer.allocUnsafe(6 + extended + length)
  frame[0] = 0x80 | opcode
  frame[1] = 0x80 | (extended === 0 ? length : extended === 2 ? 126 : 127)
  if (extended === 2) frame.writeUInt16BE(length, 2)
  if (extended === 8) frame.writeBigUInt64BE(BigInt(length), 2)
  const mask = randomBytes(4)
  const start = 6 + extended
  mask.copy(frame, start - 4)
  for (let index = 0; index < length; index += 1) frame[start + index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0)
  return frame
}

/** A function that takes the bytes of the connection in any pieces. Throws `internal` on what a server must not send. */
export function createFrameReader(sink: FrameSink): (bytes: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0)
  let opcode: number = opcodes.binary
  let message: number = opcodes.binary
  let last = true
  /** Payload bytes of the current frame still to come; -1: a header is next. */
  let left = -1
  let parts: Buffer[] = []
  let collected = 0

  /** Reads one header from `pending`; false when it is not whole yet. */
  function header(): boolean {
    if (pending.length < 2) return false
    const [first = 0, second = 0] = pending
    if ((first & 0x70) !== 0 || (second & 0x80) !== 0) throw new ReeveError('internal', 'The engine sent a wrong websocket frame.')
    const short = second & 0x7f
    const size = short < 126 ? 2 : short === 126 ? 4 : 10
    if (pending.length < size) return false
    left = short < 126 ? short : short === 126 ? pending.readUInt16BE(2) : Number(pending.readBigUInt64BE(2))
    opcode = first & 0x0f
    last = (first & 0x80) !== 0
    if (opcode === opcodes.text || opcode === opcodes.binary) message = opcode
    if (opcode >= opcodes.close && (left > 125 || !last)) throw new ReeveError('internal', 'The engine sent a wrong websocket frame.')
    pending = pending.subarray(size)
    return true
  }

  function payload(bytes: Buffer): void {
    if (opcode < opcodes.close && message === opcodes.binary) {
      if (bytes.length > 0) sink.data(bytes)
      return
    }
    collected += bytes.length
    if (collected > maxTextBytes) throw new ReeveError('too_large', 'The engine sent a text that is too long.')
    parts.push(bytes)
  }

  function end(): void {
    if (opcode < opcodes.close) {
      if (message === opcodes.text && last) sink.text(take().toString('utf8'))
      return
    }
    // A control frame may stand between the parts of a text: `own` is what came for itself alone.
    const own = parts.pop() ?? Buffer.alloc(0)
    collected -= own.length
    if (opcode === opcodes.ping) sink.ping(own)
    if (opcode === opcodes.close) sink.close()
  }

  function take(): Buffer {
    const whole = Buffer.concat(parts)
    parts = []
    collected = 0
    return whole
  }

  return (bytes) => {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes])
    for (;;) {
      if (left === -1 && !header()) return
      // Control frames are short: waiting for all of one keeps it in one piece.
      if (opcode >= opcodes.close && pending.length < left) return
      const part = pending.subarray(0, Math.min(left, pending.length))
      pending = pending.subarray(part.length)
      left -= part.length
      if (part.length > 0 || opcode >= opcodes.close) payload(part)
      if (left > 0) return
      end()
      left = -1
    }
  }
}
