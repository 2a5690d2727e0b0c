import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFrameReader, encodeFrame, opcodes } from './websocket-frames.ts'

/** A frame as a server sends it: not masked. */
function serverFrame(opcode: number, payload: Buffer, last = true): Buffer {
  const { length } = payload
  const head = length < 126 ? Buffer.from([0, length]) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10)
  if (head.length === 4) {
    head[1] = 126
    head.writeUInt16BE(length, 2)
  }
  if (head.length === 10) {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  head[0] = (last ? 0x80 : 0) | opcode
  return Buffer.concat([head, payload])
}

function read(bytes: Buffer, cuts: readonly number[]) {
  const seen = { data: Buffer.alloc(0), texts: [] as string[], pings: [] as string[], closed: 0 }
  const reader = createFrameReader({
    data: (part) => {
      seen.data = Buffer.concat([seen.data, part])
    },
    text: (text) => seen.texts.push(text),
    ping: (payload) => seen.pings.push(payload.toString()),
    close: () => {
      seen.closed += 1
    },
  })
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  let from = 0
  for (const end of [...ends, bytes.length]) {
    reader(bytes.subarray(from, end))
    from = end
  }
  return seen
}

test('messages arrive whole however the connection cuts them, with control frames between their parts', () => {
  const part = fc.uint8Array({ maxLength: 300 })
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 5 }),
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat()),
      (binary, text, cuts) => {
        const words = text.map((bytes) => Buffer.from(bytes).toString('hex'))
        const frames = [
          ...binary.map((bytes, index) =>
            serverFrame(index === 0 ? opcodes.binary : opcodes.continuation, Buffer.from(bytes), index === binary.length - 1),
          ),
          ...words.flatMap((word, index) => [
            serverFrame(index === 0 ? opcodes.text : opcodes.continuation, Buffer.from(word), index === words.length - 1),
            serverFrame(opcodes.ping, Buffer.from('are you there')),
          ]),
          serverFrame(opcodes.text, Buffer.alloc(0)),
          serverFrame(opcodes.close, Buffer.from([3, 232])),
        ]
        const seen = read(Buffer.concat(frames), cuts)
        expect(seen.data).toEqual(Buffer.concat(binary))
        expect(seen.texts).toEqual([words.join(''), ''])
        expect(seen.pings).toEqual(words.map(() => 'are you there'))
        expect(seen.closed).toBe(1)
      },
    ),
    { numRuns: 100 },
  )
})

test('long frames have their length in 16 or 64 bits', () => {
  for (const length of [125, 126, 65_535, 65_536, 200_000]) {
    expect(read(serverFrame(opcodes.binary, Buffer.alloc(length, 'x')), [1, 3, 7]).data.length).toBe(length)
  }
})

test('what a client sends is masked and unmasks to the same bytes', () => {
  for (const length of [0, 5, 126, 70_000]) {
    const payload = Buffer.alloc(length, 'abc')
    const frame = encodeFrame(opcodes.binary, payload)
    expect((frame[1] ?? 0) & 0x80).toBe(0x80)
    const start = frame.length - length
    const mask = frame.subarray(start - 4, start)
    expect(frame.subarray(start).map((byte, index) => byte ^ (mask[index & 3] ?? 0))).toEqual(payload)
  }
})

test('frames that a server must not send are refused', () => {
  const masked = Buffer.from([0x82, 0x81, 0, 0, 0, 0, 0])
  const reserved = Buffer.from([0xc2, 0x00])
  const longPing = serverFrame(opcodes.ping, Buffer.alloc(126))
  const endlessText = serverFrame(opcodes.text, Buffer.alloc(1_100_000))
  for (const frame of [masked, reserved, longPing, endlessText]) expect(() => read(frame, [])).toThrow()
})
