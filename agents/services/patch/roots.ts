import type { ActionInput } from '../../../contracts/actions.ts'
import { projectOf } from '../../../contracts/ids.ts'
import type { RootsResult } from '../../../contracts/patches.ts'
import { rootImageKey } from '../../engine/objects.ts'
import { isClosed } from '../apply/observe.ts'
import type { ServicesParts } from '../deps.ts'

/** Which image each root came from, by the engine's own word. Of a tenant that is not set up yet there are none. */
export async function rootsOf({ engine }: ServicesParts, { tenant }: ActionInput<'tenant.roots'>): Promise<RootsResult> {
  const instances = await engine.listInstances(projectOf(tenant)).catch((error: unknown) => {
    if (isClosed(error)) return []
    throw error
  })
  return {
    roots: instances.flatMap(({ name, config }) => {
      const image = config[rootImageKey]
      return image === undefined || image === '' ? [] : [{ service: name, image }]
    }),
  }
}
