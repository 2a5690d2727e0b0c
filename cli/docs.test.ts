/** docs/cli.md against the commands themselves: whoever reads it finds every command, argument and option, and nothing that is not there. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { makeProgram } from './program.ts'

const text = readFileSync(new URL('../docs/cli.md', import.meta.url), 'utf8')
const usage = (/```\n(reeve [\s\S]*?)```/.exec(text)?.[1] ?? '').trim().split('\n')
const documents = [...text.matchAll(/^\| (`[^|]*) \|/gm)].flatMap((row) =>
  [...(row[1] ?? '').matchAll(/`([^`]+)`/g)].map((name) => name[1]),
)

const leavesOf = (command: Command, path: string): [string, Command][] =>
  command.commands.length === 0 ? [[path, command]] : command.commands.flatMap((one) => leavesOf(one, `${path} ${one.name()}`.trim()))
const leaves = leavesOf(makeProgram({ out: () => undefined, err: () => undefined, terminal: false, now: () => 0 }), '')

const lineOf = (path: string) => usage.find((line) => `${line} `.startsWith(`reeve ${path} `)) ?? ''

describe.each(leaves)('reeve %s', (path, command) => {
  test('has its line, with its arguments and its options and no others', () => {
    const words = lineOf(path).split(/[\s[\]]+/)
    for (const argument of command.registeredArguments) expect(words).toContain(argument.name().toUpperCase())
    const options = words.filter((word) => word.startsWith('--'))
    expect(options.sort()).toEqual(command.options.map((option) => option.long).sort())
  })

  test('an option that must be there is not shown as one that may', () => {
    for (const option of command.options) expect(lineOf(path).includes(`[${option.long}`), option.long).toBe(!option.mandatory)
  })

  test('its document is described', () => {
    const [group] = path.split(' ')
    expect(documents.some((name) => name === path || name === `${group} ...`)).toBe(true)
  })
})

test('no line is about a command that is not there', () => {
  const known = usage.filter((line) => leaves.some(([path]) => `${line} `.startsWith(`reeve ${path} `)))
  expect(known).toEqual(usage)
  expect(usage).toHaveLength(leaves.length)
})
