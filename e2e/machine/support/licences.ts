import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LicenceFile, LicenceTerms, OwnLicenceView } from '../../../contracts/licence.ts'
import { inside, program } from './engine.ts'
import { reeve, tryReeve } from './site.ts'

/** Where the keep has the public keys of issuers; `up` puts there what root has on the machine. */
const keys = '/etc/reeve/keys/licence-keys.pem'

export interface Issuer {
  folder: string
  /** Issues a licence; answers the path of its file. `alter`: what somebody does to it afterwards. */
  issue(number: string, terms: Partial<LicenceTerms>, alter?: (file: LicenceFile) => void): Promise<string>
  /** The installation trusts whom it trusted before, and has the licence that it had. */
  leave(): Promise<void>
}

const write = (text: string) => program('incus', ['--project', 'reeve', 'file', 'push', '--mode', '0444', '-', `keep${keys}`], text)
export const ownLicence = () => reeve<OwnLicenceView>('licence', 'show')

/** An issuer of this run, whom the keep trusts until it leaves. */
export async function trustIssuer(): Promise<Issuer> {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-licences-'))
  const key = join(folder, 'issuer.key')
  const made = await tryReeve('licence', 'new-issuer', key)
  const trusted = (await inside('keep', ['cat', keys])).stdout
  const before = (await ownLicence()).terms.number
  const pushed = await write(`${trusted}\n${made.stdout}`)
  if (pushed.status !== 0) throw new Error(`The keep took no key: ${pushed.stderr}`)
  return {
    folder,
    async issue(number, terms, alter) {
      const { edition = 'Story', holder = 'A test of Reeve', tenants = 9, services = 9, nodes = 1, expires, graceDays = 14 } = terms
      const counts = ['--tenants', String(tenants), '--services', String(services), '--nodes', String(nodes)]
      const words = ['--key', key, '--number', number, '--edition', edition, '--holder', holder, '--grace-days', String(graceDays)]
      const file = await reeve<LicenceFile>('licence', 'issue', ...words, ...counts, ...(expires == null ? [] : ['--expires', expires]))
      alter?.(file)
      const path = join(folder, `${number}.json`)
      writeFileSync(path, JSON.stringify(file, null, 2))
      return path
    },
    async leave() {
      const { terms, earlier } = await ownLicence()
      if (terms.number !== before && earlier?.number === before) await reeve('licence', 'back')
      await write(trusted)
      rmSync(folder, { recursive: true })
    },
  }
}
