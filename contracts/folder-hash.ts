/**
 * Salted hashes of passwords for protected folders, as nginx reads them (`{SSHA}`, RFC 2307), by WebCrypto in Node and in browsers. The hash is a
 * fast one, since nginx computes it for every request: it is for passwords that `newPassword` made, which nobody guesses from any hash.
 */
const shape = /^\{SSHA\}[A-Za-z0-9+/]{48}$/

export const isFolderHash = (text: string): boolean => shape.test(text)

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))

/** 16 bytes of salt behind the 20 of SHA-1: 48 letters without padding. */
export async function folderHashOf(
  password: string,
  salt: Uint8Array<ArrayBuffer> = crypto.getRandomValues(new Uint8Array(16)),
): Promise<string> {
  const text = new TextEncoder().encode(password)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', Uint8Array.from([...text, ...salt])))
  return `{SSHA}${base64(Uint8Array.from([...digest, ...salt]))}`
}

const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** 24 letters and digits that are hard to mistake for each other: 139 random bits. */
export function newPassword(): string {
  let text = ''
  while (text.length < 24)
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      // The rest of 256 would make some letters likelier.
      if (byte < letters.length * 4 && text.length < 24) text += letters[byte % letters.length]
    }
  return text
}
