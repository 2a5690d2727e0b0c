import * as z from 'zod'

const types = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
  'ssh-rsa',
]
const shape = /^([a-z0-9@.-]+) ([A-Za-z0-9+/]{40,1600}={0,2})(?: ([A-Za-z0-9@._+:-]{1,100}))?$/
const noKey = 'Paste one line of an OpenSSH public key, such as the content of id_ed25519.pub: type, key and at most one word of comment.'

/** One line of authorized_keys: type, key and perhaps a word of comment. No options: those would be commands of ours in the tenant's words. */
export const authorizedKey = z
  .string()
  .trim()
  .max(2000, 'This is too long for a public key.')
  .refine(isPublicKey, noKey)
  // What JSON Schema can say of it, for the form: blanks around it are cut off here.
  .meta({ pattern: `^\\s*${shape.source.slice(1, -1)}\\s*$`, complaint: noKey })

function isPublicKey(line: string): boolean {
  const match = shape.exec(line)
  const [, type = '', body = ''] = match ?? []
  if (!types.includes(type)) return false
  const bytes = Uint8Array.from(atob(body.padEnd(Math.ceil(body.length / 4) * 4, '=')), (letter) => letter.charCodeAt(0))
  // The key repeats its type, after its length in four bytes.
  const length = new DataView(bytes.buffer).getUint32(0)
  return length === type.length && new TextDecoder().decode(bytes.subarray(4, 4 + length)) === type
}
