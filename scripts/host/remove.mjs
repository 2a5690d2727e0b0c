/** Takes out of the engine what `up` put into it, and what tests that were killed have left there. */
import { readState } from '../up/state.mjs'
import { removeTrust } from '../zone/trust.mjs'
import { engine, lookUp } from './incus.mjs'
import { accessListNames } from './networks.mjs'
import { dataPool, rootsPool } from './pools.mjs'
import { removeProjects, stopAllInstances } from './tenants.mjs'

async function removeImages() {
  for (const image of await engine('GET', '/1.0/images?recursion=1')) {
    if (image.properties['reeve.recipe'] !== undefined) await engine('DELETE', `/1.0/images/${image.fingerprint}`)
  }
}

/** The bridges by their exact names, as `up` noted them before it made them. */
async function removeNetworks() {
  for (const name of readState().networks ?? []) {
    const network = await lookUp(`/1.0/networks/${name}`)
    if (network?.managed !== true || network.description !== 'Reeve') continue
    for (const forward of await engine('GET', `/1.0/networks/${name}/forwards?recursion=1`)) {
      await engine('DELETE', `/1.0/networks/${name}/forwards/${encodeURIComponent(forward.listen_address)}`)
    }
    await engine('DELETE', `/1.0/networks/${name}`)
  }
  for (const name of accessListNames) {
    if (await lookUp(`/1.0/network-acls/${name}`)) await engine('DELETE', `/1.0/network-acls/${name}`)
  }
}

async function removePools() {
  for (const name of [rootsPool, dataPool]) {
    if (await lookUp(`/1.0/storage-pools/${name}`)) await engine('DELETE', `/1.0/storage-pools/${name}`)
  }
}

/** `up` sets this address only where nobody has set one. */
async function closeListener() {
  const { config } = await engine('GET', '/1.0')
  const { engineListener } = readState()
  if (engineListener === undefined || config['core.https_address'] !== engineListener) return
  await engine('PATCH', '/1.0', { config: { 'core.https_address': '' } })
}

/** An instance and certificates that only a test makes (e2e/machine/support/leftovers.ts) and takes away itself, unless it is killed. */
async function removeTests() {
  const rival = '/1.0/instances/reeve-test-rival'
  if (await lookUp(rival)) await engine('DELETE', rival)
  for (const { name, fingerprint } of await engine('GET', '/1.0/certificates?recursion=1')) {
    if (name.startsWith('reeve-test-')) await engine('DELETE', `/1.0/certificates/${fingerprint}`)
  }
}

/** Everything, in the order in which the engine lets it go. */
export async function removeFromEngine() {
  await stopAllInstances()
  await removeTests()
  const projects = await removeProjects([rootsPool, dataPool])
  await removeTrust()
  await closeListener()
  await removeImages()
  await removeNetworks()
  await removePools()
  return `${projects} projects`
}
