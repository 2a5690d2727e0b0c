import type { ExecResult } from '../../../core/exec.ts'
import type { Way } from '../repositories.ts'

const done = (stdout = ''): ExecResult => ({ status: 0, stdout, stderr: '' })
const failed = (stderr: string): ExecResult => ({ status: 1, stdout: '', stderr })
/** A pack and what is in it, named as restic does. */
export const packId = (name: string): string => name.repeat(64)
const blobId = (name: string): string => (name + name.toUpperCase()).toLowerCase().repeat(32)

/** restic as far as the vault speaks to it, over one repository in memory: snapshots need packs, packs can be damaged. */
export class FakeRestic {
  /** Snapshot -> letters of the packs that it needs. */
  readonly snapshots = new Map<string, string[]>()
  readonly damaged = new Set<string>()
  /** Snapshots with a folder that cannot be read. */
  readonly unreadable = new Set<string>()
  indexBroken = false
  /** What each call fails with. */
  fault: string | undefined
  readonly calls: string[][] = []
  /** How long each call may take. */
  readonly limits: (number | undefined)[] = []

  run: NonNullable<Way['run']> = async (argv, { onLine, timeoutMs } = {}) => {
    this.calls.push([...argv])
    this.limits.push(timeoutMs)
    const { fault } = this
    if (fault !== undefined) return failed(fault)
    const [command = '', what] = argv
    switch (command) {
      case 'check':
        return this.#check(argv.includes('--read-data'))
      case 'snapshots':
        return done(JSON.stringify([...this.snapshots.keys()].map((id) => ({ id: id.padEnd(64, '0') }))))
      case 'list':
        return done(`${'1'.repeat(64)}\n`)
      case 'cat':
        return what === 'index' ? this.#index() : done()
      case 'find': {
        const snapshot = argv[argv.indexOf('--snapshot') + 1] ?? ''
        const hit = (this.snapshots.get(snapshot) ?? []).some((pack) => argv.includes(blobId(pack)))
        if (this.unreadable.has(snapshot)) onLine?.(`Unable to load tree ${'2'.repeat(64)}`)
        onLine?.(hit ? '[{"object_type":"blob"}]' : '[]')
        return done()
      }
      case 'forget':
        for (const id of argv.slice(2)) this.snapshots.delete(id)
        return done()
      default:
        return done()
    }
  }

  #check(all: boolean): ExecResult {
    const packs = all ? [...this.damaged] : []
    if (packs.length === 0 && this.unreadable.size === 0) return done()
    const lines = packs.map((pack) => `Pack ID does not match, want ${packId(pack)}, got ${'0'.repeat(64)}`)
    return failed([...lines, 'Fatal: repository contains errors'].join('\n'))
  }

  #index(): ExecResult {
    if (this.indexBroken) return failed('ciphertext verification failed')
    const packs = new Set([...this.snapshots.values()].flat())
    return done(JSON.stringify({ packs: [...packs].map((pack) => ({ id: packId(pack), blobs: [{ id: blobId(pack), type: 'data' }] })) }))
  }
}
