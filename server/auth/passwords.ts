import { hash, verify } from '@node-rs/argon2'

export interface PasswordCost {
  memoryKiB: number
  passes: number
}
export const passwordCost: PasswordCost = { memoryKiB: 19_456, passes: 2 }

/** PHC string of argon2id, which is the library's default. */
export const hashPassword = (password: string, cost: PasswordCost): Promise<string> =>
  hash(password, { memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: 1 })

/** Hash of no password, made once: whoever asks for an unknown account waits as long as for a known one. */
let decoy: Promise<string> | undefined

/** False for a wrong password, and for a missing account after the same time. */
export async function passwordFits(stored: string | undefined, password: string, cost: PasswordCost): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password', cost)
  const fits = await verify(stored ?? (await decoy), password)
  return stored !== undefined && fits
}
