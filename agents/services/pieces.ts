import { Writable } from 'node:stream'
import { ReeveError } from '../../contracts/errors.ts'

/**
 * Takes the output of a program apart as it comes, at every `separator`: never more than one piece of it is held. What `take` throws ends the
 * program and is what running it throws; so does a piece of more than `maxBytes` (`too_large`).
 */
export function pieces(separator: '\n' | '\0', maxBytes: number, take: (piece: string) => void): Writable {
  const byte = separator.charCodeAt(0)
  let rest = Buffer.alloc(0)
  const attempt = (job: () => void, done: (error?: Error | null) => void) => {
    try {
      job()
    } catch (error) {
      return done(error instanceof Error ? error : new Error(String(error)))
    }
    done()
  }
  return new Writable({
    write(part: Buffer, _encoding, done) {
      attempt(() => {
        let from = 0
        for (let at = part.indexOf(byte); at !== -1; at = part.indexOf(byte, from)) {
          const piece = part.subarray(from, at)
          take((rest.length === 0 ? piece : Buffer.concat([rest, piece])).toString('utf8'))
          rest = Buffer.alloc(0)
          from = at + 1
        }
        rest = Buffer.concat([rest, part.subarray(from)])
        if (rest.length > maxBytes) throw new ReeveError('too_large', 'A name is too long to be read.')
      }, done)
    },
    final(done) {
      attempt(() => {
        if (rest.length > 0) take(rest.toString('utf8'))
      }, done)
    },
  })
}
