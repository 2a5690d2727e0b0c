import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GuardConfig, guardConfig } from '../../contracts/config.ts'
import { type EngineUser, engineUserOf, keepUsers } from '../../contracts/zones.ts'
import { runProcess } from '../core/process.ts'
import { type AgentProxy, serveProxy } from './proxy.ts'
import { rulesFor } from './rules.ts'
import { createUpstream, fingerprintOf } from './upstream.ts'

const fingerprint = /^[0-9a-f]{64}$/i

await runProcess('guard', guardConfig, async (config: GuardConfig, log) => {
  const { engineCertificate: pinned } = config
  const pin = fingerprint.test(pinned) ? pinned.toLowerCase() : fingerprintOf(readFileSync(pinned))
  const agents = Object.entries(config.agents) as [EngineUser, GuardConfig['agents'][EngineUser]][]
  // Which projects a certificate may enter is tenancy's to say, those excepted that are not restricted: its own, and the one for metrics.
  const certificates = agents
    .filter(([agent]) => agent !== 'tenancy' && agent !== 'metrics')
    .map(([, files]) => fingerprintOf(readFileSync(files.certificate)))
  const backups = fingerprintOf(readFileSync(config.agents.backup.certificate))
  const proxies = new Map<string, AgentProxy>()
  const changed = (path: string) => proxies.get(path)?.endStreams()
  for (const [agent, files] of agents) {
    const socket = join(config.sockets, `${agent}.sock`)
    const upstream = createUpstream(config.engine, files, pin)
    const proxy = await serveProxy({
      agent,
      socket,
      group: keepUsers[engineUserOf(agent)],
      rules: rulesFor(agent, certificates, backups),
      upstream,
      changed,
      log,
    })
    proxies.set(`/1.0/certificates/${fingerprintOf(readFileSync(files.certificate))}`, proxy)
  }
  return {
    close: async () => {
      await Promise.all([...proxies.values()].map((proxy) => proxy.close()))
    },
  }
})
