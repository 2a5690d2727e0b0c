import { ReeveError } from '../../../contracts/errors.ts'
import type { ProcessState } from '../../../contracts/processes.ts'
import { processFolder } from '../../catalogue/base.ts'
import type { Kind } from '../../catalogue/kind.ts'
import type { Run } from '../apply/kind-programs.ts'

/** The supervised processes of a kind, as the supervisor sees them. */
export async function processesOf(kind: Kind, run: Run): Promise<ProcessState[]> {
  return Promise.all(
    kind.processes.map(async ({ name }) => {
      const { status, stdout, stderr } = await run(['s6-svstat', '-o', 'up,pid,updownfor', processFolder(name)])
      if (status !== 0) throw new ReeveError('internal', 'The supervisor of the VPS does not answer.', new Error(stderr.slice(-500)))
      return readStatus(name, stdout.toString('utf8'))
    }),
  )
}

/** One line of the supervisor: `true 123 45` or `false -1 45`. */
export function readStatus(name: string, text: string): ProcessState {
  const [, up, pid, seconds] = /^(true|false) (-?\d+) (\d+)\s*$/.exec(text) ?? []
  if (up === undefined)
    throw new ReeveError('internal', 'The supervisor of the VPS says what nobody understands.', new Error(text.slice(0, 200)))
  return { name, up: up === 'true', pid: up === 'true' ? Number(pid) : null, seconds: Number(seconds) }
}
