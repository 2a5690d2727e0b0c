import { mostListText, type SavedSetView } from '@/contracts/firewall-views'

/** Whole lines, each part as long as one request may carry. */
export function partsOf(text: string, most = mostListText): string[] {
  const parts = ['']
  for (const line of text.split(/(?<=\n)/)) {
    const last = parts.at(-1) ?? ''
    if (last.length + line.length > most) parts.push(line)
    else parts[parts.length - 1] = last + line
  }
  return parts
}

/** Sends a list in parts; the first part that cannot be read ends it, with its lines counted from the beginning. */
export async function sendList(
  text: string,
  send: (part: string, set: string | undefined, first: boolean) => Promise<SavedSetView>,
): Promise<SavedSetView> {
  let saved: SavedSetView | undefined
  let joined = 0
  let lines = 0
  for (const part of partsOf(text)) {
    saved = await send(part, saved?.set, saved === undefined)
    if (saved.wrong > 0) return { ...saved, errors: saved.errors.map((error) => ({ ...error, line: error.line + lines })) }
    joined += saved.joined
    lines += part.split('\n').length - 1
  }
  if (saved === undefined) throw new Error('A list has at least one part.')
  return { ...saved, joined }
}
