import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type LicenceFile, licenceText } from '../../contracts/licence.ts'

const pem = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g

/**
 * Why a licence file does not count here; undefined when one of the keys has signed exactly these terms. `keys`: PEM file that the machine's root
 * chose, read anew each time, so that a key which was taken out counts for nothing from then on.
 */
export function licenceFileFault(file: LicenceFile, keys: string): string | undefined {
  const trusted = readKeys(keys)
  if (trusted.length === 0) {
    return 'This machine trusts no issuer of licences yet. Put the issuer’s public key into /etc/reeve/licence-keys.pem on the machine and run "npm run up".'
  }
  const signature = Buffer.from(file.signature, 'base64url')
  const bytes = Buffer.from(licenceText(file.licence))
  if (trusted.some((key) => verify(null, bytes, createPublicKey(key), signature))) return undefined
  return 'The licence file was altered, or nobody whom this machine trusts has signed it. Ask its issuer for the file again.'
}

function readKeys(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').match(pem) ?? []
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
