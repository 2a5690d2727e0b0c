import { ReeveError } from '../../contracts/errors.ts'

/** One value as a line. */
export const encodeLine = (value: unknown): string => `${JSON.stringify(value)}\n`

/** Values of a newline-delimited JSON stream, unparsed by any schema. Throws `too_large` for a longer line, `bad_input` for what is no JSON. */
export async function* decodeLines(stream: AsyncIterable<Uint8Array>, maxLineBytes = 4_194_304): AsyncGenerator<unknown> {
  let parts: Buffer[] = []
  let length = 0
  for await (const piece of stream) {
    let rest = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      yield parseLine(Buffer.concat([...parts, rest.subarray(0, end)]))
      parts = []
      length = 0
      rest = rest.subarray(end + 1)
    }
    length += rest.length
    if (length > maxLineBytes) throw new ReeveError('too_large', 'A line of the answer is too long.')
    if (rest.length > 0) parts.push(rest)
  }
  if (length > 0) yield parseLine(Buffer.concat(parts))
}

function parseLine(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch (error) {
    throw new ReeveError('bad_input', 'A line of the answer is no JSON.', error)
  }
}
