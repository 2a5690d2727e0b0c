import { hash, verify } from '@node-rs/argon2'
import { makeTurns } from './turns.ts'

export interface PasswordCost {
  memoryKiB: number
  passes: number
}
export const passwordCost: PasswordCost = { memoryKiB: 19_456, passes: 2 }

/** argon2id, a few at a time: a flood of wrong passwords must not take the processors and the memory of the backend. */
export interface Passwords {
  /** PHC string. */
  hash(password: string): Promise<string>
  /** False for a wrong password, and for a missing account after the same time. */
  fits(stored: string | undefined, password: string): Promise<boolean>
}

export function makePasswords({ memoryKiB, passes }: PasswordCost): Passwords {
  const turns = makeTurns({ running: 4, waiting: 32 })
  const hashed = (password: string) => hash(password, { memoryCost: memoryKiB, timeCost: passes, parallelism: 1 })
  /** Hash of no password, made once: whoever asks for an unknown account waits as long as for a known one. */
  let decoy: Promise<string> | undefined
  return {
    hash: (password) => turns(() => hashed(password)),
    fits: (stored, password) =>
      turns(async () => {
        decoy ??= hashed('nobody has this password')
        const right = await verify(stored ?? (await decoy), password)
        return stored !== undefined && right
      }),
  }
}
