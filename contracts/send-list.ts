/** Sending a list of addresses that may be longer than one request carries. */
import { mostNetworks } from './address-list.ts'
import { ReeveError } from './errors.ts'
import { mostListText, type SavedSetView } from './firewall-views.ts'

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

/**
 * Sends networks that were read and joined already: the first part takes the place of the set in force, so that nothing may be
 * refused afterwards for a line of it or for its length.
 */
export async function sendList(
  networks: readonly string[],
  send: (part: string, set: string | undefined, first: boolean) => Promise<SavedSetView>,
): Promise<SavedSetView> {
  if (networks.length > mostNetworks) throw new ReeveError('over_limit', `A set may hold ${mostNetworks} networks. Leave some out.`)
  let saved: SavedSetView | undefined
  let joined = 0
  for (const part of partsOf(networks)) {
    saved = await send(part, saved?.set, saved === undefined)
    joined += saved.joined
  }
  if (saved === undefined) throw new Error('A list has at least one part.')
  return { ...saved, joined }
}
