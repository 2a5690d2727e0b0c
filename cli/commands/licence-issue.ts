import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { ReeveError } from '../../contracts/errors.ts'
import { type LicenceFile, licenceTerms, licenceText } from '../../contracts/licence.ts'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { wholeNumber } from '../options.ts'

interface IssueOptions {
  key: string
  number: string
  edition: string
  holder: string
  tenants: string
  services: string
  nodes: string
  expires?: string
  graceDays: string
}

/** For those who issue licences, with a key of their own: nothing here asks an installation. */
export function addIssuing(licence: Command, io: Io): void {
  licence
    .command('new-issuer')
    .description('make a key to issue licences with; prints its public part, for /etc/reeve/licence-keys.pem of machines that trust it')
    .argument('<file>', 'where the private key goes; there must be nothing yet')
    .action((file: string) => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519')
      try {
        writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
      } catch (error) {
        throw new ReeveError('conflict', `${file} cannot be made, or is there already.`, error)
      }
      io.out(publicKey.export({ type: 'spki', format: 'pem' }).toString())
    })

  licence
    .command('issue')
    .description('print a licence file, signed with a key of `reeve licence new-issuer`')
    .requiredOption('--key <file>', 'private key of the issuer')
    .requiredOption('--number <number>', "the issuer's own number of it")
    .requiredOption('--edition <name>', 'for people')
    .requiredOption('--holder <name>', 'whose it is')
    .requiredOption('--tenants <number>', 'at most')
    .requiredOption('--services <number>', 'at most')
    .requiredOption('--nodes <number>', 'machines at most')
    .option('--expires <day>', 'last day such as 2027-12-31; without it there is none')
    .option('--grace-days <number>', 'days after the last one in which nothing is refused', '14')
    .action((options: IssueOptions) => {
      const terms = licenceTerms.safeParse({
        ...{ number: options.number, edition: options.edition, holder: options.holder },
        ...{ issued: new Date(io.now()).toISOString().slice(0, 10), expires: options.expires ?? null },
        graceDays: wholeNumber('--grace-days', options.graceDays),
        tenants: wholeNumber('--tenants', options.tenants),
        services: wholeNumber('--services', options.services),
        nodes: wholeNumber('--nodes', options.nodes),
      })
      if (!terms.success) {
        const [issue] = terms.error.issues
        throw new UsageError(`${issue?.path.join('.')}: ${issue?.message}`)
      }
      const signature = sign(null, Buffer.from(licenceText(terms.data)), issuerKey(options.key)).toString('base64url')
      io.out(`${JSON.stringify({ licence: terms.data, signature } satisfies LicenceFile, null, 2)}\n`)
    })
}

function issuerKey(file: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(file))
    if (createPublicKey(key).asymmetricKeyType === 'ed25519') return key
  } catch (error) {
    throw new ReeveError('bad_input', `The key ${file} cannot be read.`, error)
  }
  throw new ReeveError('bad_input', `${file} is no key of \`reeve licence new-issuer\`.`)
}
