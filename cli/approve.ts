/** Non-interactive approval: a software authenticator's signature over exactly one action, after its words were shown. */
import { readFileSync } from 'node:fs'
import type { Action } from '../contracts/envelope.ts'
import { ReeveError } from '../contracts/errors.ts'
import { approveWith, type SoftwareAuthenticator, softwareAuthenticator } from '../contracts/software-authenticator.ts'
import { wordsOf } from '../contracts/words.ts'
import type { Session } from './session.ts'
import { visible } from './text.ts'

/**
 * Signs the action and hands the signature to the backend. The words are made here from the very bytes that are signed, not from what the
 * backend says about them. Throws `approval_needed` when no authenticator was given.
 */
export async function approve(session: Session, id: string): Promise<void> {
  const { action } = await session.api.actions.approvalFor.query({ action: id })
  const words = wordsOf(action)
  if (session.approver === undefined) throw new ReeveError('approval_needed', `${words.title} waits for an approval. ${howToApprove(id)}`)
  session.io.err(approvalText(action))
  await session.api.actions.approve.mutate({ action: id, approval: await approveWith(session.approver, action) })
}

const howToApprove = (id: string): string =>
  `Approve it in the panel with a passkey, or run: reeve action approve ${id} --approve-with /var/lib/reeve/approver.json`

/** What is about to be signed, in words, for standard error. */
export function approvalText(action: Action): string {
  const { title, consequence } = wordsOf(action)
  return `Approving: ${visible(title)}. ${visible(consequence)}\n`
}

/** What `--approve-with` names. Throws `bad_input`. */
export function readAuthenticator(file: string): SoftwareAuthenticator {
  const text = textOf(file)
  try {
    return softwareAuthenticator.parse(JSON.parse(text))
  } catch (error) {
    throw new ReeveError('bad_input', `${file} is no authenticator that \`up\` made.`, error)
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ReeveError('bad_input', `The authenticator ${file} cannot be read.`, error)
  }
}
