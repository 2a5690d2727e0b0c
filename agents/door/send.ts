import { randomUUID } from 'node:crypto'
import { type AgentName, actionSpec } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { ProgressLine } from '../../contracts/progress.ts'
import { type Answer, errorAnswer, progressLineOf } from '../core/answers.ts'
import { generationOf } from '../core/journal.ts'
import type { Log } from '../core/log.ts'
import type { AgentClient } from '../core/socket-client.ts'
import { factsOf } from './facts.ts'
import type { Owners } from './owners.ts'
import type { Parsed } from './parse.ts'
import { createSlots } from './slots.ts'

export type Agents = Readonly<Record<Exclude<AgentName, 'door'>, AgentClient>>

export interface SendParts {
  agents: Agents
  owners: Owners
  wait(milliseconds: number): Promise<void>
  now(): number
  log: Log
}

type Tell = (line: ProgressLine) => void

/** One action at its agent, until it is answered. `sure`: nobody can have sent it with another word about its tenant before. */
export type Send = (parsed: Parsed, sure: boolean, tell: Tell) => Promise<Answer>

const longestPause = 15_000
/** Who reads asks again by hand: nobody waits longer for an agent that is away. */
const readsWait = 60_000
/** What takes hours and is nobody's goes on after its time for so long while its agent is away: nothing else would end it. */
const longestAbsence = 3_600_000
/** At one agent at the same time, so that a tenant whose VPSs hang leaves room for the others. */
const mostOfTenant = 8

export function createSend(parts: SendParts): Send {
  const slots = createSlots(mostOfTenant)

  async function once(agent: keyof Agents, parsed: Parsed, facts: Record<string, unknown>, tell: Tell): Promise<Answer> {
    try {
      return await parts.agents[agent].act(parsed.action, facts, tell)
    } catch (error) {
      if (error instanceof ReeveError) return errorAnswer(error)
      throw error
    }
  }

  /** A deletion of its object would end it. */
  const hasObject = ({ input }: Parsed): boolean => ('tenant' in input && input.tenant !== null) || 'service' in input

  const leaves = ({ input }: Parsed): boolean =>
    ('tenant' in input && input.tenant !== null && parts.owners.tenant(input.tenant)?.deleting === true) ||
    ('service' in input && parts.owners.service(input.service)?.deleting === true)

  /**
   * An agent that is down or says "later" is asked again with the same id. When the action's time is over it is given up; only what leads to a
   * wanted state goes on as long as agent or engine are away, since something of it may stand already. What takes hours goes on until it is
   * decided: half-way through, a service may have no data. It ends when its object is being deleted, which waits for it; without an object, when
   * its agent stays away. What only reads ends with the agent's own time limit.
   */
  async function until(parsed: Parsed, tell: Tell): Promise<{ answer: Answer; facts: Record<string, unknown> }> {
    const { agent, reads, lasts } = actionSpec(parsed.name)
    if (agent === 'door') throw new Error('The door answers its own actions itself.')
    const tenant = 'tenant' in parsed.input ? parsed.input.tenant : null
    const converges = generationOf(parsed.action) !== undefined
    const end = reads ? Math.min(parsed.action.expiresAt, parts.now() + readsWait) : parsed.action.expiresAt
    let away: number | undefined
    for (let pause = 250; ; pause = Math.min(pause * 2, longestPause)) {
      const free = await slots.take(`${agent} ${tenant}`)
      const facts = factsOf(parsed, parts.owners)
      const answer = await once(agent, parsed, facts, tell).finally(free)
      if (!('error' in answer) || !answer.error.retry) return { answer, facts }
      const { code } = answer.error
      const now = parts.now()
      away = code === 'unavailable' ? (away ?? now) : undefined
      const spared = away !== undefined && (converges || (lasts === true && now - away < longestAbsence))
      const over = lasts === true && hasObject(parsed) ? leaves(parsed) : now > end && !spared
      if (over || (reads && code === 'timeout')) return { answer: { error: { ...answer.error, retry: false } }, facts }
      parts.log.warn({ action: parsed.action.id, agent, code }, 'the agent decided nothing; asking again')
      tell(progressLineOf(0, 1, `${answer.error.message} Trying again.`))
      await parts.wait(pause)
    }
  }

  /**
   * A tenant may be suspended or resumed while a service is on its way. What was sent with the older word would mark the service for good, and
   * the agent has its answer stored by then: the same wish goes once more, under an id of its own. It changes nothing when all is well.
   */
  return async (parsed, sure, tell) => {
    let { answer, facts } = await until(parsed, tell)
    let fits = sure
    while (parsed.name === 'service.apply' && !('error' in answer)) {
      if (fits && facts.suspended === (parts.owners.tenant(parsed.input.tenant)?.suspended ?? false)) break
      fits = true
      const again = await until({ ...parsed, action: { ...parsed.action, id: randomUUID() } }, tell)
      answer = again.answer
      facts = again.facts
    }
    return answer
  }
}
