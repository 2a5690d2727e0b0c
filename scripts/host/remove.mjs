/** Takes out of the engine what `up` put into it. */
import { removeTrust } from '../zone/trust.mjs'
import { engine, lookUp } from './incus.mjs'
import { dataPool, rootsPool } from './pools.mjs'
import { removeProjects, stopAllInstances } from './tenants.mjs'

async function removeImages() {
  for (const image of await engine('GET', '/1.0/images?recursion=1')) {
    if (image.properties['reeve.recipe'] !== undefined) await engine('DELETE', `/1.0/images/${image.fingerprint}`)
  }
}

async function removeNetworks() {
  for (const network of await engine('GET', '/1.0/networks?recursion=1')) {
    if (!network.managed || !network.name.startsWith('rv-')) continue
    for (const forward of await engine('GET', `/1.0/networks/${network.name}/forwards?recursion=1`)) {
      await engine('DELETE', `/1.0/networks/${network.name}/forwards/${forward.listen_address}`)
    }
    await engine('DELETE', `/1.0/networks/${network.name}`)
  }
  for (const name of ['reeve-uplink', 'reeve-keep']) {
    if (await lookUp(`/1.0/network-acls/${name}`)) await engine('DELETE', `/1.0/network-acls/${name}`)
  }
}

async function removePools() {
  for (const name of [rootsPool, dataPool]) {
    if (await lookUp(`/1.0/storage-pools/${name}`)) await engine('DELETE', `/1.0/storage-pools/${name}`)
  }
}

async function closeListener() {
  const { config } = await engine('GET', '/1.0')
  if (config['core.https_address']?.startsWith('10.87.14.')) await engine('PATCH', '/1.0', { config: { 'core.https_address': '' } })
}

/** Everything, in the order in which the engine lets it go. */
export async function removeFromEngine() {
  await stopAllInstances()
  const projects = await removeProjects([rootsPool, dataPool])
  await removeTrust()
  await closeListener()
  await removeImages()
  await removeNetworks()
  await removePools()
  return `${projects} projects`
}
