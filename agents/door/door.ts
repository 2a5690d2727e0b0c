import { createHash } from 'node:crypto'
import { type ActionName, actionSpec } from '../../contracts/actions.ts'
import type { Action } from '../../contracts/envelope.ts'
import { parseInput } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { LedgerEntry } from '../../contracts/ledger.ts'
import type { LicenceFile } from '../../contracts/licence.ts'
import type { ProgressLine } from '../../contracts/progress.ts'
import { wordsOf } from '../../contracts/words.ts'
import { type Answer, errorAnswer } from '../core/answers.ts'
import { type Db, isFull } from '../core/database.ts'
import type { Log } from '../core/log.ts'
import { examineApproval, type Site } from './approval.ts'
import { createDispatch } from './dispatch.ts'
import { createJournal } from './journal.ts'
import type { Finding } from './judge/approvals.ts'
import { type Asked, judge, type Rules, type Verdict } from './judge.ts'
import { createLedger, type Ledger, type NewEntry } from './ledger.ts'
import { createLicences, type Licences } from './licences.ts'
import { createOwners, type Owners } from './owners.ts'
import { type Fault, fault, type Parsed, parseEnvelope } from './parse.ts'
import type { Records } from './records.ts'
import type { Reserve } from './reserve.ts'
import { createSchedules } from './schedules.ts'
import type { Agents } from './send.ts'
import { fitsSignature } from './signature.ts'
import { createTrust, type TrustStore } from './trust.ts'
import type { Uploads } from './uploads.ts'

export interface DoorParts {
  db: Db
  agents: Agents
  uploads: Pick<Uploads, 'find' | 'take' | 'remove'>
  reserve: Pick<Reserve, 'held' | 'release'>
  rules: Rules
  site: Site
  /** PEM (SPKI) of the backend's Ed25519 key. */
  backendKey: string
  /** Why a licence file does not count; undefined when it does. */
  checkLicence(file: LicenceFile): string | undefined
  /** Path of the file with the digest of the terminal's secret. */
  secretFile: string
  fatal(error: unknown): void
  wait(milliseconds: number): Promise<void>
  now(): number
  log: Log
}

export interface Door {
  /** Decides about an envelope, and follows it to its answer. Never throws. */
  ask(raw: unknown, follow: (line: ProgressLine) => void): Promise<Answer>
  /** Sends again what a crash left unanswered. Call once, at the start. */
  resume(): Promise<void>
  /** Drops what is older than anybody can ask for. */
  prune(): void
  owners: Owners
  licences: Licences
  trust: TrustStore
  ledger: Ledger
}

/** What takes away makes room, and is still taken on when there is hardly any. */
const makesRoom: readonly ActionName[] = [
  'tenant.delete',
  'service.delete',
  'files.delete',
  'certificate.delete',
  'administrator.remove',
  'authenticator.revoke',
]
const noRoom = fault(
  'storage_full',
  'The disk of the keep is full: it takes on nothing new but deletions. Make room on it, then ask again.',
)

/** The keep's one entry: check, write down, pass on, write the answer down. It has no engine credential and starts no program. */
export function createDoor(parts: DoorParts): Door {
  const { db, log, now } = parts
  const journal = createJournal(db)
  const ledger = createLedger(db)
  const owners = createOwners(db)
  const licences = createLicences(db)
  const schedules = createSchedules(db)
  const trust = createTrust(db, parts.secretFile)
  const records: Records = {
    ...owners,
    ...licences,
    ...schedules,
    ...trust,
    known: journal.find,
    upload: parts.uploads.find,
    countSince: journal.countSince,
    acceptedSince: ledger.acceptedSince,
  }

  const entryOf = (kind: LedgerEntry['kind'], { action, name, input }: Parsed, detail: string): NewEntry => {
    const tenant = 'tenant' in input ? input.tenant : null
    return { at: now(), kind, action: action.id, name, actor: action.actor.person, tenant, object: wordsOf(action).object, detail }
  }
  const write = (kind: Exclude<LedgerEntry['kind'], 'refused'>, parsed: Parsed, detail: string) => {
    ledger.append(entryOf(kind, parsed, detail))
  }

  function accept(asked: Asked): void {
    const { parsed, digest, approval } = asked
    const { action } = parsed
    const { agent, reads, risk } = actionSpec(parsed.name)
    journal.accept(action, digest, now())
    if (!reads) write('accepted', parsed, wordsOf(action).title)
    if (risk === 'critical') {
      if (approval.kind === 'valid') trust.advance(approval.authenticator, approval.counter)
      write('approved', parsed, approverOf(approval, trust))
    }
    owners.take(parsed, now())
    licences.take(parsed, now())
    if (parsed.name === 'site.deploy') parts.uploads.take(parsed.input.upload)
    if (agent !== 'door') return
    trust.change(parsed, now())
    schedules.change(parsed, now())
    journal.finish(action.id, { result: {} }, now())
    write('trust', parsed, wordsOf(action).title)
  }

  /** A number that cannot be written is no reason to say something else. */
  function count(found: Fault): void {
    try {
      ledger.count(found.code)
    } catch (error) {
      if (!isFull(error)) throw error
    }
  }

  function refuse(parsed: Parsed, digest: string, found: Fault, counted: boolean): void {
    if (counted) {
      ledger.count(found.code)
      return
    }
    // A refusal for want of a good approval, or for haste, decides nothing about the action itself: it may come again.
    const stays = !['approval_needed', 'approval_invalid', 'rate_limited', 'replay_mismatch'].includes(found.code)
    if (stays) journal.refuse(parsed.action, digest, refusal(found), now())
    ledger.refuse(entryOf('refused', parsed, `${found.code}: ${found.message}`), found.code, actionSpec(parsed.name).risk === 'critical')
  }

  /** Judges and writes down what follows in one transaction: nobody can come in between. */
  const decided = db.transaction((asked: Asked): Verdict => {
    const verdict = judge(asked, records, parts.rules, now())
    // What the reserve gave back is for the answers of what runs already.
    const room = parts.reserve.held() || makesRoom.includes(asked.parsed.name)
    if (verdict.kind === 'accept' && !room) return { kind: 'refuse', fault: noRoom, counted: false }
    if (verdict.kind === 'accept') accept(asked)
    if (verdict.kind === 'refuse') refuse(asked.parsed, asked.digest, verdict.fault, verdict.counted)
    return verdict
  })

  /** A full disk decides nothing about the action itself: it may come again. */
  function decide(asked: Asked): Verdict {
    try {
      return decided.immediate(asked)
    } catch (error) {
      if (!isFull(error)) throw error
      if (makesRoom.includes(asked.parsed.name) && parts.reserve.release()) return decide(asked)
      log.error({ err: error, action: asked.parsed.action.id }, 'the disk is full')
      return { kind: 'refuse', fault: noRoom, counted: false }
    }
  }

  const settle = db.transaction((parsed: Parsed, given: Answer, last: boolean): Answer => {
    const answer = owners.settle(parsed, given, now())
    licences.settle(parsed, answer, now())
    if (last) journal.finish(parsed.action.id, answer, now())
    if (actionSpec(parsed.name).reads) return answer
    if ('error' in answer) write('failed', parsed, `${answer.error.code}: ${answer.error.message}`)
    else write('done', parsed, wordsOf(parsed.action).title)
    return answer
  })

  /** What was deployed lies there for nothing; where this fails, such as on a full disk, the next sweep takes it away. */
  function forget(upload: string): void {
    parts.uploads.remove(upload).catch((err: unknown) => log.warn({ err, upload }, 'an upload could not be removed'))
  }

  const dispatch = createDispatch({
    ...parts,
    owners,
    licences,
    makeRoom: parts.reserve.release,
    settle(parsed, answer, last) {
      const counts = settle.immediate(parsed, answer, last)
      if (parsed.name === 'site.deploy') forget(parsed.input.upload)
      return counts
    },
  })

  async function ask(raw: unknown, follow: (line: ProgressLine) => void): Promise<Answer> {
    const read = parseEnvelope(raw)
    if ('code' in read) {
      count(read)
      return refusal(read)
    }
    const { parsed, canonical, envelope } = read
    const { action } = parsed
    const signed = fitsSignature(canonical, envelope.signature, parts.backendKey)
    const key = envelope.approval === null ? undefined : trust.authenticatorOf(envelope.approval.credential)
    const critical = signed && actionSpec(parsed.name).risk === 'critical'
    const approval: Finding = critical ? await examineApproval(action, envelope.approval, key, parts.site) : { kind: 'absent' }
    const badLicence = signed && parsed.name === 'licence.install' ? parts.checkLicence(parsed.input.file) : undefined
    const digest = createHash('sha256').update(canonical).digest('hex')
    const verdict = decide({ parsed, digest, signed, approval, badLicence })
    log.info({ action: action.id, actionName: action.name, actor: action.actor.person, verdict: verdict.kind }, 'asked')
    if (verdict.kind === 'refuse') return refusal(verdict.fault)
    if (verdict.kind === 'known' && verdict.answer !== null) return verdict.answer
    if (verdict.kind === 'accept') {
      if (actionSpec(parsed.name).agent === 'door') {
        await trust.clearSecret()
        return { result: {} }
      }
      dispatch.start(parsed, true)
    }
    const answer = dispatch.follow(action.id, follow)
    if (answer === undefined) throw new ReeveError('unavailable', 'The keep begins again. Ask with the same id.')
    return answer
  }

  return {
    owners,
    licences,
    trust,
    ledger,
    ask: (raw, follow) =>
      ask(raw, follow).catch((error: unknown) => {
        log.error({ err: error }, 'an action could not be taken on')
        if (error instanceof ReeveError) return errorAnswer(error)
        return errorAnswer(new ReeveError('unavailable', 'The keep cannot write its journal. Look at its disk.', error))
      }),
    async resume() {
      await trust.clearSecret()
      for (const action of journal.unfinished()) {
        const { tenant } = action.input
        dispatch.start(asParsed(action), typeof tenant !== 'string' || !ledger.tenantAppliedSince(tenant, action.id))
      }
    },
    prune() {
      journal.prune(now())
      owners.prune(now())
      ledger.prune(now())
    },
  }
}

const asParsed = (action: Action): Parsed => ({ name: action.name, action, input: parseInput(action.name, action.input) }) as Parsed

const refusal = (found: Fault): Answer => ({ error: { ...found, retry: false, refused: true } })

function approverOf(approval: Finding, trust: TrustStore): string {
  if (approval.kind !== 'valid') return 'by the secret of the terminal'
  const key = trust.authenticator(approval.authenticator)
  return `by the key ${key?.label ?? ''} (${approval.authenticator}) of ${key?.personName ?? ''} (${key?.person ?? ''})`
}
