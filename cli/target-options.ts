import { readFileSync, statSync } from 'node:fs'
import { ReeveError } from '../contracts/errors.ts'
import { tokenText } from '../contracts/tokens.ts'
import { UsageError } from './failure.ts'

import type { Target } from './target.ts'

interface Options {
  socket: string
  url?: string
  tokenFile?: string
}

export function targetOf({ socket, url, tokenFile }: Options): Target {
  if (url === undefined && tokenFile === undefined) return { socket }
  if (url === undefined || tokenFile === undefined)
    throw new UsageError('--url and --token-file belong together: where the panel is, and who asks.')
  if (!URL.canParse(url)) throw new UsageError(`--url is the address of a panel, not ${JSON.stringify(url)}.`)
  const parsed = new URL(url)
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname)
  if (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && loopback))
    throw new UsageError(
      '--url begins with https://, or with http://localhost on the machine itself: the token must not cross a network in the open.',
    )
  return { url: parsed, token: readToken(tokenFile) }
}

/** The first line of a file that is its owner's alone. */
function readToken(file: string): string {
  let text: string
  try {
    if ((statSync(file).mode & 0o077) !== 0)
      throw new ReeveError('bad_input', `Others may read the token file ${file}. Run: chmod 600 ${file}`)
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof ReeveError) throw error
    throw new ReeveError('bad_input', `The token file ${file} cannot be read.`, error)
  }
  const token = tokenText.safeParse(text.split('\n')[0]?.trim())
  if (!token.success) throw new ReeveError('bad_input', `The first line of ${file} is no API token of Reeve.`)
  return token.data
}
