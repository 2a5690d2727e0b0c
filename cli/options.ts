import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { ReeveError } from '../contracts/errors.ts'
import { extraPackage } from '../contracts/packages.ts'
import { scramVerifier } from '../contracts/scram.ts'
import { UsageError } from './failure.ts'

/** Commander's collector of an option that may be given again. */
export const collect = (value: string, before: string[]): string[] => [...before, value]

/** What is said anew of a list: its values, none of them, or undefined, which leaves it as it is. `some` is false where `--no-...` was given. */
export function wishedList<T>([option, values]: [string, T[]], [none, some]: [string, boolean]): T[] | undefined {
  if (!some && values.length > 0) throw new UsageError(`Give either ${option} or ${none}.`)
  return !some || values.length > 0 ? values : undefined
}

export function wholeNumber(option: string, text: string): number {
  if (/^-\d+$/.test(text)) throw new UsageError(`${option} is at least 0, not ${text}.`)
  if (!/^\d{1,12}$/.test(text)) throw new UsageError(`${option} is a whole number, not ${JSON.stringify(text)}.`)
  return Number(text)
}

export function packageName(option: string, text: string): string {
  const name = extraPackage.safeParse(text)
  if (!name.success) throw new UsageError(`${option} is the name of a Debian package such as jq, not ${JSON.stringify(text)}.`)
  return name.data
}

/** Names with commas between them, or undefined for `none`. Without the option, what was there before. */
export function packageNames(option: string, text: string | undefined, before?: string[]): string[] | undefined {
  if (text === undefined) return before
  return text === 'none' ? undefined : text.split(',').map((name) => packageName(option, name))
}

/** A whole number, or undefined for `none`: no limit. Without the option, what was there before. */
export function numberOrNone(option: string, text: string | undefined, before?: number): number | undefined {
  if (text === undefined) return before
  return text === 'none' ? undefined : wholeNumber(option, text)
}

/** Durations such as `90`, `90s`, `10m`, `2h`, `1d` in seconds; `never` is 0. */
export function seconds(option: string, text: string): number {
  if (text === 'never') return 0
  const [, number, unit] = /^(\d{1,8})([smhd]?)$/.exec(text) ?? []
  if (number === undefined) throw new UsageError(`${option} is a time such as 90s, 10m, 2h, 1d or never, not ${JSON.stringify(text)}.`)
  return Number(number) * { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }[unit as '' | 's' | 'm' | 'h' | 'd']
}

/**
 * `key=value` pairs as a configuration: values are JSON where they are JSON, text otherwise. A setting of `lists` is all the values that it is given
 * with, one after another.
 */
export function configOf(pairs: readonly string[], lists: readonly string[] = []): Record<string, z.core.util.JSONType> {
  const config: Record<string, z.core.util.JSONType> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const key = pair.slice(0, Math.max(0, at))
    if (!/^[a-zA-Z][a-zA-Z0-9]*$/.test(key)) throw new UsageError(`Write a setting as key=value, not ${JSON.stringify(pair)}.`)
    const value = settingOf(pair.slice(at + 1))
    const before = config[key]
    config[key] = lists.includes(key) ? [...(Array.isArray(before) ? before : []), ...(Array.isArray(value) ? value : [value])] : value
  }
  return config
}

function settingOf(text: string): z.core.util.JSONType {
  try {
    return z.json().parse(JSON.parse(text))
  } catch {
    return text
  }
}

/** The setting `password` from the first line of a file, as a verifier: the password itself goes nowhere. */
export async function passwordOf(file: string | undefined): Promise<{ password?: string }> {
  if (file === undefined) return {}
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ReeveError('bad_input', `The password file ${file} cannot be read.`, error)
  })
  const [password = ''] = text.split('\n')
  if (password === '') throw new UsageError(`The first line of ${file} is empty.`)
  return { password: await scramVerifier(password) }
}
