import { mostListText, type SavedSetView } from '@/contracts/firewall-views'

/** Whole lines, each part as long as one request may carry. */
export function partsOf(networks: readonly string[], most = mostListText): string[] {
  const parts = ['']
  for (const network of networks) {
    const last = parts.at(-1) ?? ''
    if (last.length + network.length + 1 > most) parts.push(`${network}\n`)
    else parts[parts.length - 1] = `${last}${network}\n`
  }
  return parts
}

/** Sends networks that were read already, so that no part is refused for a line of it. */
export async function sendList(
  networks: readonly string[],
  send: (part: string, set: string | undefined, first: boolean) => Promise<SavedSetView>,
): Promise<SavedSetView> {
  let saved: SavedSetView | undefined
  for (const part of partsOf(networks)) saved = await send(part, saved?.set, saved === undefined)
  if (saved === undefined) throw new Error('A list has at least one part.')
  return saved
}
