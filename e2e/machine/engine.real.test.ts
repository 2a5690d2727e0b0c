import { afterAll, describe, test } from 'vitest'
import { createIncus } from '../../agents/engine/incus.ts'
import { engineContract } from '../../agents/engine/testing/contract.ts'
import { newId, projectOf } from '../../contracts/ids.ts'
import { bridges } from '../../contracts/zones.ts'

describe('Incus keeps the promises of Engine', () => {
  const engine = createIncus('/var/lib/incus/unix.socket')
  const ground = {
    engine,
    project: `reeve-tz${newId('t').slice(2)}`,
    name: newId('s'),
    other: { project: projectOf(newId('t')), name: newId('s') },
    imageAlias: 'reeve-kind-webserver',
    rootsPool: 'reeve-roots',
    dataPool: 'reeve-data',
    bridge: bridges.tenants.name,
    runs: true,
  }
  engineContract(test, () => ground)

  // Whatever a failed test left behind.
  afterAll(async () => {
    const { project, name, dataPool } = ground
    if ((await engine.getProject(project)) !== undefined) {
      if ((await engine.getInstance(project, name)) !== undefined) await engine.setState(project, name, 'kill')
      await engine.deleteInstance(project, name)
      await engine.deleteVolume(project, dataPool, name)
      await engine.deleteProject(project)
    }
    await engine.close()
  })
})
