import { readFile } from 'node:fs/promises'
import { applierConfig } from '../../../contracts/config.ts'
import { execOk } from '../../core/exec.ts'
import { serveMtls } from '../../core/mtls.ts'
import { runProcess } from '../../core/process.ts'
import { openSealing } from '../../core/sealing.ts'
import { openAuthority } from './authority.ts'
import { createFirewall } from './firewall/firewall.ts'
import { openGateGuard } from './firewall/guard.ts'
import { createHits } from './firewall/hits.ts'
import { kernel } from './firewall/kernel.ts'
import { createGate } from './gate.ts'
import { descriptorLimit, quickenNeighbours } from './host.ts'
import { createLive } from './live.ts'
import { writeConfiguration, writeFrame } from './publish.ts'
import { files, layoutOf } from './render/layout.ts'
import { applierRoutes } from './routes.ts'
import { createRuntime, reloadWhenOther } from './runtime.ts'
import { openStore } from './store.ts'
import { createSync } from './sync.ts'

const refreshMs = 5000
const countMs = 30_000

await runProcess('applier', applierConfig, async (config, log) => {
  await quickenNeighbours()
  const layout = layoutOf(config, await descriptorLimit())
  const { certificate, key } = config.waker.tls
  const store = await openStore(config.state)
  const sealing = await openSealing(config.state, 'The private key was not sealed for this gate. Reload the page and upload it again.')
  const authority = await openAuthority(config.state)
  const runtime = createRuntime(layout.socket)
  const firewall = createFirewall({ records: store.firewall, routes: store.tenants, kernel, guard: await openGateGuard(config.state) })
  const hits = createHits(firewall, kernel, runtime)
  const gate = createGate({
    layout,
    store,
    sealing,
    runtime,
    authority,
    sync: createSync(layout, runtime, log),
    live: createLive(layout, runtime),
    firewall,
    hits,
    log,
  })
  await writeFrame(layout, `${await readFile(certificate, 'utf8')}\n${await readFile(key, 'utf8')}`)
  await gate.refresh()
  const digest = await writeConfiguration(layout)
  await execOk([config.haproxy.program, '-c', '-f', files(config.state).configuration])
  await reloadWhenOther(runtime, createRuntime(layout.masterSocket), digest, log)
  // A HAProxy that was started anew gets what came in the meantime; certificates of the own CA are renewed in time.
  const timer = setInterval(
    () => void gate.refresh().catch((err: unknown) => log.error({ err }, 'the gate could not be brought up to date')),
    refreshMs,
  )
  const counting = setInterval(() => void hits.look().catch((err: unknown) => log.warn({ err }, 'the rules could not be counted')), countMs)
  const server = await serveMtls({
    listen: config.listen,
    tls: config.tls,
    clients: ['gate-agent', 'waker', 'stats'],
    routes: applierRoutes(gate, { sealingKey: sealing.publicKey, authority: authority.certificate }),
    log,
  })
  return {
    close: async () => {
      clearInterval(timer)
      clearInterval(counting)
      await server.close()
    },
  }
})
