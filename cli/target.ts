/** Where a command asks: the machine's root-only socket, or a panel with somebody's API token. */
export type Target = { socket: string } | { url: URL; token: string }

/** Address of one of the backend's routes: the panel has them below `/api`, and calls the one for archives `upload`. */
export function pathOf(target: Target, path: string): string {
  if ('socket' in target) return path
  const base = target.url.pathname.replace(/\/$/, '')
  return `${base}/api${path.replace(/^\/uploads(?=\?|$)/, '/upload')}`
}
