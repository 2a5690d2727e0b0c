import * as z from 'zod'
import type { Rule } from './rules.ts'

/** A request as it came in: nothing in it is trusted. */
export interface Asked {
  method: string
  /** Path and query, as on the request line. */
  target: string
  headers: Record<string, string | string[] | undefined>
  upgrade: boolean
}

/** What goes to the engine, rebuilt from what was understood. `body`: how its bytes are to be treated. */
export interface Admitted {
  rule: Rule
  target: string
  headers: Record<string, string>
  segments: string[]
  query: ReadonlyMap<string, string>
}

const forwarded: Record<string, RegExp> = {
  'if-match': /^"?[0-9a-f]{1,128}"?$/,
}
const ofFiles: Record<string, RegExp> = {
  'x-incus-type': /^(file|directory)$/,
  'x-incus-uid': /^\d{1,5}$/,
  'x-incus-gid': /^\d{1,5}$/,
  'x-incus-mode': /^0?[0-7]{3}$/,
  'x-incus-write': /^overwrite$/,
}

/** Method, path, query and headers against the allow-list: what to forward, or why not. The body comes later, by `judgeBody`. */
export function judge(rules: readonly Rule[], asked: Asked): Admitted | { refused: string } {
  const parsed = parseTarget(asked.target)
  if (parsed === undefined) return { refused: 'the path or query is not written plainly' }
  const fits = rules.filter((rule) => rule.method === asked.method && samePath(rule.path, parsed.segments))
  if (fits.length === 0) return { refused: 'no such request is on the list' }
  const rule = fits.find((candidate) => queryFits(candidate, parsed.query))
  if (rule === undefined) return { refused: 'the query is not on the list' }
  if ((rule.upgrade === true) !== asked.upgrade) return { refused: asked.upgrade ? 'this is no websocket' : 'this is a websocket' }
  const headers = pickHeaders(asked.headers, rule.body === 'file' ? { ...forwarded, ...ofFiles } : forwarded)
  if (headers === undefined) return { refused: 'a header is not on the list' }
  const search = new URLSearchParams([...parsed.query]).toString()
  const target = ['/1.0', ...parsed.segments].join('/') + (search === '' ? '' : `?${search}`)
  return { rule, target, headers, segments: parsed.segments.filter((_, index) => rule.path[index] instanceof RegExp), query: parsed.query }
}

/** A JSON body against the rules that fit: the text to forward, written anew from what was understood, or why not. */
export function judgeBody(rules: readonly Rule[], asked: Asked, admitted: Admitted, bytes: Buffer): { text: string } | { refused: string } {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    return { refused: 'the body is no JSON' }
  }
  const { segments, query, target } = admitted
  // One path may take several shapes (change, or restore), each with its own query.
  const fits = rules.filter((rule) => rule.method === asked.method && samePath(rule.path, partsOf(target)) && queryFits(rule, query))
  const schemas = fits.flatMap(({ body }) => (typeof body === 'function' ? [body(segments, query.get('project') ?? '')] : []))
  const parsed = schemas.map((schema) => schema.safeParse(value))
  const fit = parsed.find((result) => result.success)
  if (fit !== undefined) return { text: JSON.stringify(fit.data) }
  const reasons = parsed.map((result) => (result.success ? '' : z.prettifyError(result.error)))
  return { refused: `the body is not on the list: ${reasons.join(' / ').slice(0, 500)}` }
}

const partsOf = (target: string): string[] => (target.split('?')[0] ?? '').split('/').slice(2)

/** Only what has one reading: `/1.0` and plain segments, each query key once. Percent signs are for query values alone. */
function parseTarget(target: string): { segments: string[]; query: Map<string, string> } | undefined {
  const match = /^\/1\.0((?:\/[A-Za-z0-9._-]{1,128})*)(?:\?([A-Za-z0-9._~*%&=+-]{1,8192}))?$/.exec(target)
  if (match === null) return undefined
  const segments = (match[1] ?? '').split('/').slice(1)
  if (segments.some((segment) => /^\.+$/.test(segment))) return undefined
  const query = new Map<string, string>()
  for (const [key, value] of new URLSearchParams(match[2] ?? '')) {
    if (query.has(key)) return undefined
    query.set(key, value)
  }
  return { segments, query }
}

const samePath = (wanted: Rule['path'], segments: readonly string[]): boolean =>
  wanted.length === segments.length &&
  wanted.every((part, index) => (typeof part === 'string' ? part === segments[index] : part.test(segments[index] ?? '')))

const queryFits = ({ query = {}, required = [] }: Rule, given: ReadonlyMap<string, string>): boolean =>
  required.every((key) => given.has(key)) &&
  [...given].every(([key, value]) => Object.hasOwn(query, key) && query[key]?.safeParse(value).success === true)

/** The headers that the engine may see, or undefined when one of them has no plain value. All others are left behind. */
function pickHeaders(given: Asked['headers'], wanted: Record<string, RegExp>): Record<string, string> | undefined {
  const picked: Record<string, string> = {}
  for (const [name, shape] of Object.entries(wanted)) {
    const value = given[name]
    if (value === undefined) continue
    if (typeof value !== 'string' || !shape.test(value)) return undefined
    picked[name] = value
  }
  return picked
}
