/** The engine's trust store: one certificate per agent that the guard holds, of which services, waker, licence, stats and backup are restricted to tenants' projects. */
import { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { engine } from '../host/incus.mjs'
import { readText } from '../up/state.mjs'
import { pki } from './pki.mjs'

const nameOf = (agent) => `reeve-${agent}`

/**
 * Only tenancy makes projects, which no restricted certificate may: the guard's list stands before it. A certificate for metrics reads the counters
 * of all instances, those of the zones too, and is refused everything else by the engine itself.
 */
const restricted = (agent) => agent !== 'tenancy' && agent !== 'metrics'
/** Projects of no tenant: backup attaches copies to the vault, and tries restored ones. */
const standing = { backup: ['reeve', 'reeve-trial'] }
const typeOf = (agent) => (agent === 'metrics' ? 'metrics' : 'client')

export function fingerprintOf(agent) {
  const { raw } = new X509Certificate(readText(join(pki, `engine-${agent}.crt`)))
  return { raw, fingerprint: new X509Certificate(raw).fingerprint256.replaceAll(':', '').toLowerCase() }
}

/** Registers the certificates; takes out others that bear our names. The list of projects is tenancy's to change and is left as it is. */
export async function ensureTrust(agents) {
  const present = await engine('GET', '/1.0/certificates?recursion=1')
  let changes = 0
  for (const agent of agents) {
    const { raw, fingerprint } = fingerprintOf(agent)
    for (const old of present) {
      if (old.name !== nameOf(agent) || old.fingerprint === fingerprint) continue
      await engine('DELETE', `/1.0/certificates/${old.fingerprint}`)
      changes++
    }
    const found = present.find((certificate) => certificate.fingerprint === fingerprint)
    const own = standing[agent] ?? []
    const fits = found?.restricted === restricted(agent) && found.type === typeOf(agent)
    if (fits && own.every((project) => found.projects.includes(project))) continue
    // A certificate that is made again keeps the projects that its predecessor could enter.
    // That of an agent which is new enters the same ones as the waker's.
    const predecessor =
      present.find((certificate) => certificate.name === nameOf(agent)) ?? present.find(({ name }) => name === nameOf('waker'))
    const projects = [...new Set([...(predecessor?.projects ?? []), ...own])]
    const body = { name: nameOf(agent), type: typeOf(agent), restricted: restricted(agent), projects: restricted(agent) ? projects : [] }
    if (found === undefined) await engine('POST', '/1.0/certificates', { ...body, certificate: raw.toString('base64') })
    else await engine('PUT', `/1.0/certificates/${fingerprint}`, { ...body, certificate: found.certificate })
    changes++
  }
  return changes === 0 ? 'as wanted' : `${changes} changed`
}

export async function removeTrust() {
  for (const certificate of await engine('GET', '/1.0/certificates?recursion=1')) {
    if (/^reeve-(tenancy|services|waker|licence|stats|metrics|backup)$/.test(certificate.name))
      await engine('DELETE', `/1.0/certificates/${certificate.fingerprint}`)
  }
}
