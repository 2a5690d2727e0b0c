import * as z from 'zod'

/** What a browser keeps while it is at the sign-in server: the ticket never leaves it, so what comes back works in this tab alone. */
const kept = z.object({ ticket: z.string(), next: z.string() })
type Kept = z.output<typeof kept>
const key = 'reeve-sign-in'

/** Goes to the sign-in server, which sends the browser back; `next`: where to go then. */
export function goElsewhere({ url, ticket }: { url: string; ticket: string }, next: string): void {
  window.sessionStorage.setItem(key, JSON.stringify({ ticket, next } satisfies Kept))
  window.location.assign(url)
}

/** Once: undefined when this tab began nothing. */
export function takeErrand(): Kept | undefined {
  const text = window.sessionStorage.getItem(key)
  window.sessionStorage.removeItem(key)
  if (text === null) return undefined
  try {
    return kept.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
