/** Many rules as lines of text: `deny in 203.0.113.0/24,198.51.100.7 tcp 80,443 # why`, `limit in any tcp 22 10/minute`, `allow out set:office any`. Pure. */
import * as z from 'zod'
import { direction, protocol, type Remote, type RuleContent, ruleContent, verdict } from './firewall.ts'
import { readPorts, readRate } from './firewall-text.ts'

/** What one request carries. */
export const mostRuleText = 200_000
const mostWrong = 20

export interface ReadRules {
  rules: RuleContent[]
  /** All lines that are no rules; the first of them with what is wrong. */
  wrong: number
  errors: { line: number; text: string }[]
}

type Sets = readonly { id: string; name: string }[]
const head = z.tuple([verdict, direction, z.string(), protocol])

/** Every line by itself; empty ones and what follows a # alone are left out. */
export function readRules(text: string, sets: Sets): ReadRules {
  const read: ReadRules = { rules: [], wrong: 0, errors: [] }
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.replace(/#.*$/, '').trim() === '') continue
    const found = readRule(line, sets)
    if (typeof found !== 'string') read.rules.push(found)
    else if (++read.wrong <= mostWrong) read.errors.push({ line: index + 1, text: found })
  }
  return read
}

/** The rule, or what is wrong with it. */
function readRule(line: string, sets: Sets): RuleContent | string {
  const [words = '', ...comment] = line.split('#')
  const [wanted, way, whom, what = 'any', ...more] = words.trim().split(/\s+/)
  const begun = head.safeParse([wanted, way, whom, what])
  if (!begun.success) return 'Write allow, deny, reject or limit; in or out; the other side; then any, tcp, udp or icmp.'
  const remote = readRemote(begun.data[2], sets)
  if (remote === undefined) return `There is no set of the name ${begun.data[2].slice('set:'.length)}.`
  const rate = more.map(readRate).find((found) => found !== undefined) ?? null
  const ports = readPorts(more.filter((word) => readRate(word) === undefined).join(','))
  if (ports === undefined) return 'Write ports and ranges with commas, such as 80,443,6000-6010, and a rate such as 10/minute.'
  const content = ruleContent.safeParse({
    ...{ enabled: true, direction: begun.data[1], verdict: begun.data[0], protocol: begun.data[3], remote, ports, rate },
    ...{ services: null, hours: null, comment: comment.join('#').trim() },
  })
  return content.success ? content.data : (content.error.issues[0]?.message ?? 'The rule does not fit.')
}

function readRemote(text: string, sets: Sets): Remote | undefined {
  if (text === 'any') return { kind: 'any' }
  if (!text.startsWith('set:')) return { kind: 'networks', networks: text.split(',') }
  const set = sets.find(({ name }) => `set:${name}` === text)
  return set && { kind: 'set', set: set.id }
}
