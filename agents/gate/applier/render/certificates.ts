import { createHash } from 'node:crypto'
import type { TlsName } from './maps.ts'

export interface Pem {
  /** Named by its content and names: another content is another file, so that an old and a new one can stand beside each other. */
  file: string
  text: string
  names: string[]
}

interface Uploaded {
  tenant: string
  names: readonly string[]
  notAfter: number
  chain: string
  key: string
}

/** The uploaded certificate that serves a name: of the same tenant, valid, the one that lasts longest. */
export const uploadedFor = <U extends Uploaded>(wanted: TlsName, uploaded: Iterable<U>, now: number): U | undefined => {
  if (wanted.tls !== 'uploaded') return undefined
  const fitting = [...uploaded].filter(
    ({ tenant, names, notAfter }) => tenant === wanted.tenant && names.includes(wanted.name) && notAfter > now,
  )
  return fitting.sort((a, b) => b.notAfter - a.notAfter)[0]
}

/** Names of one entry of HAProxy's list, which takes one buffer. */
const maxNames = 30

/** Files for every chain and key with the names that it serves. */
export function pemsOf(served: Iterable<readonly [name: string, pair: { chain: string; key: string }]>): Pem[] {
  const byText = new Map<string, string[]>()
  for (const [name, { chain, key }] of served) {
    const text = `${chain.trim()}\n${key.trim()}\n`
    const names = byText.get(text)
    if (names === undefined) byText.set(text, [name])
    else names.push(name)
  }
  const pems: Pem[] = []
  for (const [text, names] of byText) {
    names.sort()
    for (let at = 0; at < names.length; at += maxNames) {
      const part = names.slice(at, at + maxNames)
      const digest = createHash('sha256')
        .update(JSON.stringify([text, part]))
        .digest('hex')
      pems.push({ file: digest.slice(0, 40), text, names: part })
    }
  }
  return pems
}
