/** A script of execline: words, and blocks as nested lists. `['if', ['test', '-e', '/x'], 'true']` is `if { test -e /x } true`. */
export type Script = readonly (string | Script)[]

const plain = /^(?:[A-Za-z0-9_./:=@%+,-]+|\$[@0-9])$/

/** One word so that execlineb reads exactly this text. Throws for control characters other than the line feed. */
function word(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(text)) throw new TypeError('a script holds no control characters')
  if (plain.test(text)) return text
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

const words = (script: Script): string =>
  script.map((part) => (typeof part === 'string' ? word(part) : `{ ${words(part)} }`.replace('{  }', '{ }'))).join(' ')

/** Lines that are parts of one command line, each leading into the next, as an executable script. */
export const execlineScript = (...lines: Script[]): string => `#!/usr/bin/execlineb -P\n${text(lines)}`

/** The same for a program that takes arguments: `$1` to `$least` and the rest as `$@`. Values are put in as whole words, never read again. */
export const execlineProgram = (least: number, ...lines: Script[]): string => `#!/usr/bin/execlineb -s${least}\n${text(lines)}`

const text = (lines: readonly Script[]): string => `${lines.map(words).join('\n')}\n`
