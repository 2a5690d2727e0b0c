import { imageAlias } from '../../catalogue/base.ts'
import type { Engine } from '../../engine/client.ts'

/** Images say by their builder's description which alias they were made for; without one it is the alias itself that counts. */
export async function fitsKind(engine: Engine, project: string, fingerprint: string, kind: string): Promise<boolean> {
  const alias = imageAlias(kind)
  const found = await engine.findImage(project, fingerprint)
  if (found === undefined) return false
  const madeFor = found.properties.description?.split(' ')[0]
  if (madeFor !== undefined) return madeFor === alias
  return (await engine.getImage(project, alias))?.fingerprint === fingerprint
}
