/** Whether a certificate for these names fits a host: exactly, or by a wildcard of its first label. */
export function coversName(names: readonly string[], host: string): boolean {
  const wildcard = `*.${host.split('.').slice(1).join('.')}`
  return names.some((name) => name === host || name === wildcard)
}
