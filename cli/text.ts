/**
 * Foreign text (names, messages, log lines) as a terminal may safely show it: control characters, escape sequences and characters that change
 * the direction of writing become visible escapes such as `\x1b`.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
const unsafe = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udfff]/gu

function escapeOne(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  const code = character.codePointAt(0) ?? 0
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** One line of visible text. */
export const visible = (text: string): string => text.replace(unsafe, escapeOne)

/** Several lines of visible text: line ends and tabs stay. */
export const visibleLines = (text: string): string =>
  text.replace(unsafe, (character) => (character === '\n' || character === '\t' ? character : escapeOne(character)))

const marks = /\p{M}/gu
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu

/** Columns that a terminal needs for visible text. */
export const columns = (text: string): number => [...text.replace(marks, '')].length + (text.match(wide)?.length ?? 0)
