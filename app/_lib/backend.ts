import 'server-only'
import { readFileSync } from 'node:fs'
import { panelConfig } from '@/contracts/config'

let address: string | undefined

/** Where the backend is, without a trailing slash: from the panel's configuration file; in development from REEVE_BACKEND. */
export function backendAddress(): string {
  address ??= process.env.REEVE_BACKEND ?? panelConfig.parse(JSON.parse(readFileSync('/etc/reeve/panel.json', 'utf8'))).backend
  return address.replace(/\/$/, '')
}
