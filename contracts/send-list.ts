/** Sending a list of addresses that may be longer than one request carries. */
import { mostNetworks, readAddressList } from './address-list.ts'
import { ReeveError } from './errors.ts'
import { mostListText, type SavedSetView } from './firewall-views.ts'

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

/**
 * Reads the whole list first, because its first part takes the place of the set in force: nothing is sent
 * while a line cannot be read or the list does not fit. What is sent is joined already.
 */
export async function sendList(
  text: string,
  send: (part: string, set: string | undefined, first: boolean) => Promise<SavedSetView>,
): Promise<SavedSetView> {
  const { networks, errors, wrong, joined } = readAddressList(text)
  if (wrong > 0) return { set: '', action: null, count: 0, joined: 0, wrong, errors }
  if (networks.length > mostNetworks) throw new ReeveError('over_limit', `A set may hold ${mostNetworks} networks. Leave some out.`)
  let saved: SavedSetView | undefined
  let known = joined
  for (const part of partsOf(networks.join('\n'))) {
    saved = await send(part, saved?.set, saved === undefined)
    known += saved.joined
  }
  if (saved === undefined) throw new Error('A list has at least one part.')
  return { ...saved, joined: known }
}
