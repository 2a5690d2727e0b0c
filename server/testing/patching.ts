import { runOver, startRunInput } from '../../contracts/patches.ts'
import type { App } from '../app.ts'
import { refreshKinds } from '../catalogue/service.ts'
import { advanceAll, lookAtRoots } from '../patches/checks.ts'
import { asRoot, until } from './backend.ts'
import type { FakeDoor } from './fake-door.ts'
import { makeSite, makeTenant, quiet } from './site.ts'

/** With the look at the roots, which goes on after the answer. */
export async function check(app: App): Promise<void> {
  await asRoot(app).patches.check()
  await lookAtRoots(app)
}

/** A tenant with some websites, and what is done with their patches. `tick`: time goes on a little. */
export async function patchGround({ app, door, tick }: { app: App; door: FakeDoor; tick: () => void }, sites = 3) {
  await refreshKinds(app)
  const tenant = await makeTenant(app)
  const services: string[] = []
  for (let index = 0; index < sites; index += 1) {
    tick()
    services.push(await makeSite(app, tenant, `site${index}`))
  }
  await check(app)
  await quiet(app)
  const start = (options: object = {}) =>
    asRoot(app).patches.start(startRunInput.parse({ kind: 'webserver', first: 1, waitMinutes: 0, ...options }))
  const report = async (run: string) => ({
    ...(await asRoot(app).patches.run({ run })),
    targets: (await asRoot(app).patches.targets({ run, sort: 'service', limit: 1000 })).items,
  })
  const ended = (run: string) =>
    until(async () => {
      advanceAll(app)
      const found = await report(run)
      return runOver(found.state) && found
    }, 'the end of the run')
  const patched = () => door.done.filter(({ name }) => name === 'service.patch').map(({ input }) => input.service)
  const named = (name: string) => door.done.filter((action) => action.name === name)
  return { app, tenant, services, start, report, ended, patched, named }
}
