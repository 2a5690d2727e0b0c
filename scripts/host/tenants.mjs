/** Everything of ours in the engine, across its projects: to stop it and to remove it. */
import { engine, engineAnswers, lookUp } from './incus.mjs'

const isOurs = (project) => project === 'reeve' || /^reeve-t[a-z2-7]{12}$/.test(project)

const instances = async () => engine('GET', '/1.0/instances?recursion=1&all-projects=true')

async function stopInstance({ name, project }) {
  const path = `/1.0/instances/${name}/state`
  const stop = (force) => engine('PUT', path, { action: 'stop', timeout: force ? -1 : 30, force }, { project })
  await stop(false).catch(() => stop(true))
}

/** Stops what runs of ours: tenants' services first, then the zones. Answers how many. */
export async function stopAllInstances() {
  const running = (await instances()).filter(({ project, status }) => isOurs(project) && status !== 'Stopped')
  const frozen = running.filter(({ status }) => status === 'Frozen')
  await Promise.all(
    frozen.map(({ name, project }) => engine('PUT', `/1.0/instances/${name}/state`, { action: 'unfreeze', timeout: 30 }, { project })),
  )
  await Promise.all(running.filter(({ project }) => project !== 'reeve').map(stopInstance))
  await Promise.all(running.filter(({ project }) => project === 'reeve').map(stopInstance))
  return `${running.length} stopped`
}

/** Whether the engine runs instances that are none of ours. */
export async function othersRunning() {
  if (!(await engineAnswers())) return false
  return (await instances()).some(({ project, status }) => !isOurs(project) && status === 'Running')
}

async function removeVolumes(project, pools) {
  for (const pool of pools) {
    const path = `/1.0/storage-pools/${pool}/volumes/custom`
    for (const volume of (await lookUp(`${path}?recursion=1`, { project })) ?? []) {
      if (volume.project === project) await engine('DELETE', `${path}/${volume.name}`, undefined, { project })
    }
  }
}

/** Removes instances, volumes and projects of all tenants and of the zones. Answers the number of projects. */
export async function removeProjects(pools) {
  const names = (await engine('GET', '/1.0/projects')).map((url) => decodeURIComponent(url.split('/').pop())).filter(isOurs)
  for (const { name, project } of (await instances()).filter((one) => isOurs(one.project))) {
    await engine('DELETE', `/1.0/instances/${name}`, undefined, { project })
  }
  for (const name of names) {
    await removeVolumes(name, pools)
    for (const url of await engine('GET', '/1.0/profiles', undefined, { project: name })) {
      const profile = decodeURIComponent(url.split('/').pop().split('?')[0])
      if (profile !== 'default') await engine('DELETE', `/1.0/profiles/${profile}`, undefined, { project: name })
    }
    await engine('PUT', '/1.0/profiles/default', { config: {}, devices: {}, description: '' }, { project: name }).catch(() => undefined)
    await engine('DELETE', `/1.0/projects/${name}`)
  }
  return names.length
}
