/** Everything of ours in the engine, across its projects: to stop it and to remove it. */
import { engine, engineAnswers, lookUp } from './incus.mjs'

const isOurs = (project) => project === 'reeve' || project === 'reeve-trial' || /^reeve-t[a-z2-7]{12}$/.test(project)

const instances = async () => engine('GET', '/1.0/instances?recursion=1&all-projects=true')

/** Which of our instances are stopped in which turn: without the gate nobody asks for a service any more, so that none is woken again. */
export const turns = [
  ({ project, name }) => project === 'reeve' && name === 'gate',
  ({ project }) => project !== 'reeve',
  () => true,
  // What was on its way up when the services were listed.
  () => true,
]

async function stopInstance({ name, project, status }) {
  const path = `/1.0/instances/${name}/state`
  if (status === 'Frozen') await engine('PUT', path, { action: 'unfreeze', timeout: 30 }, { project })
  const stop = (force) => engine('PUT', path, { action: 'stop', timeout: force ? -1 : 30, force }, { project })
  await stop(false).catch(() => stop(true))
}

/** Stops what runs of ours. Answers how many. */
export async function stopAllInstances() {
  let count = 0
  for (const turn of turns) {
    const running = (await instances()).filter((one) => isOurs(one.project) && one.status !== 'Stopped' && turn(one))
    await Promise.all(running.map(stopInstance))
    count += running.length
  }
  return `${count} stopped`
}

/** Whether the engine runs instances that are none of ours; frozen ones wait to go on. */
export async function othersRunning() {
  if (!(await engineAnswers())) return false
  return (await instances()).some(({ project, status }) => !isOurs(project) && status !== 'Stopped')
}

/** Whether the engine holds anything, once what is ours has been removed: then it serves others. */
export async function servesOthers() {
  const networks = await engine('GET', '/1.0/networks?recursion=1')
  const lists = [
    await instances(),
    await engine('GET', '/1.0/storage-pools'),
    await engine('GET', '/1.0/images'),
    await engine('GET', '/1.0/certificates'),
    networks.filter(({ managed }) => managed),
    (await engine('GET', '/1.0/projects')).filter((url) => !url.endsWith('/default')),
  ]
  // The engine says null for an empty list.
  return lists.some((list) => (list ?? []).length > 0)
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
