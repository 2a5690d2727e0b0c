import { randomBytes, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../../agents/core/log.ts'
import type { Closable } from '../../agents/core/process.ts'
import { createTestAuthority } from '../../agents/core/testing/certificates.ts'
import type { Engine } from '../../agents/engine/client.ts'
import { createIncus } from '../../agents/engine/incus.ts'
import { engineContract, type Ground } from '../../agents/engine/testing/contract.ts'
import { createTransport } from '../../agents/engine/transport.ts'
import { serveProxy } from '../../agents/guard/proxy.ts'
import { rulesFor } from '../../agents/guard/rules.ts'
import { createUpstream, fingerprintOf } from '../../agents/guard/upstream.ts'
import { newId, projectOf } from '../../contracts/ids.ts'
import { bridges, type EngineUser, endpoints, engineUsers } from '../../contracts/zones.ts'
import { removeLeftovers, testCertificates } from './support/leftovers.ts'

const direct = createTransport('/var/lib/incus/unix.socket')
const folder = mkdtempSync(join(tmpdir(), 'reeve-guard-'))
const closing: (() => Promise<void>)[] = []
const fingerprints: Record<string, string> = {}
const engines: Record<string, Engine> = {}
/** Whose certificates are restricted to tenants' projects. */
const inTenants: EngineUser[] = engineUsers.filter((agent) => agent !== 'tenancy' && agent !== 'metrics')
let ground: Ground

beforeAll(async () => {
  await removeLeftovers()
  const project = `reeve-tz${newId('t').slice(2)}`
  const authority = await createTestAuthority()
  const files = Object.fromEntries(await Promise.all(engineUsers.map(async (name) => [name, await authority.issue(name)] as const)))
  const pin = fingerprintOf(readFileSync('/var/lib/incus/server.crt'))
  closing.push(async () => rmSync(authority.folder, { recursive: true }))
  for (const agent of engineUsers) fingerprints[agent] = fingerprintOf(readFileSync(files[agent]?.certificate ?? ''))
  for (const agent of engineUsers) {
    const { certificate, key } = files[agent] ?? { certificate: '', key: '' }
    const { raw } = new X509Certificate(readFileSync(certificate))
    const name = `${testCertificates}${agent}-${randomBytes(4).toString('hex')}`
    const type = agent === 'metrics' ? 'metrics' : 'client'
    const restricted = inTenants.includes(agent)
    const body = { name, type, restricted, projects: [], certificate: raw.toString('base64') }
    await direct.change('POST', '/1.0/certificates', { body })
    const rules = rulesFor(
      agent,
      inTenants.map((name) => fingerprints[name] ?? ''),
      fingerprints.backup,
    )
    const upstream = createUpstream(`https://${endpoints.engine.address}:${endpoints.engine.port}`, { certificate, key }, pin)
    const socket = join(folder, `${agent}.sock`)
    const proxy: Closable = await serveProxy({ agent, socket, group: undefined, rules, upstream, log: createLog('guard', 'silent') })
    const incus = createIncus(socket)
    engines[agent] = incus
    closing.push(
      () => incus.close(),
      () => proxy.close(),
      () => upstream.dispatcher.destroy(),
    )
  }
  const { tenancy, services, waker, licence, stats, metrics } = engines as Record<EngineUser, Engine>
  // Each call by the agent whose duty it is.
  const engine: Engine = {
    ...services,
    listProjects: tenancy.listProjects,
    getProject: tenancy.getProject,
    createProject: async (wanted) => {
      await tenancy.createProject(wanted)
      for (const agent of inTenants) await tenancy.updateCertificateProjects(fingerprints[agent] ?? '', () => [wanted.name])
    },
    updateProject: tenancy.updateProject,
    deleteProject: tenancy.deleteProject,
    getDefaultProfile: tenancy.getDefaultProfile,
    setDefaultProfile: tenancy.setDefaultProfile,
    listInstances: (name) => (name === undefined ? waker.listInstances() : services.listInstances(name)),
    removeFile: licence.removeFile,
    setState: waker.setState,
    watch: waker.watch,
    getMachine: waker.getMachine,
    getVolumeUse: stats.getVolumeUse,
    readMetrics: metrics.readMetrics,
  }
  ground = {
    engine,
    project,
    name: newId('s'),
    other: { project: projectOf(newId('t')), name: newId('s') },
    imageAlias: 'reeve-kind-webserver',
    rootsPool: 'reeve-roots',
    dataPool: 'reeve-data',
    bridge: bridges.tenants.name,
    runs: true,
  }
})

afterAll(async () => {
  const engine = createIncus('/var/lib/incus/unix.socket')
  const { project, name, dataPool } = ground
  if ((await engine.getProject(project)) !== undefined) {
    if ((await engine.getInstance(project, name)) !== undefined) await engine.setState(project, name, 'kill')
    await engine.deleteInstance(project, name)
    await engine.deleteVolume(project, dataPool, name)
    await engine.deleteProject(project)
  }
  await engine.close()
  for (const close of closing) await close()
  for (const fingerprint of Object.values(fingerprints)) await direct.change('DELETE', `/1.0/certificates/${fingerprint}`)
  await direct.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('through the guard, with restricted certificates, Incus keeps the promises of Engine', () => {
  engineContract(test, () => ground)
})

describe('what the list does not name', () => {
  const codeOf = (call: Promise<unknown>) =>
    call.then(
      () => 'done',
      (error: { code?: string }) => error.code,
    )

  test('is refused by the guard, whatever the certificate could do', async () => {
    const { tenancy, services, waker } = engines as Record<'tenancy' | 'services' | 'waker', Engine>
    expect(await codeOf(tenancy.getProject('reeve'))).toBe('forbidden')
    expect(await codeOf(tenancy.createProject({ name: ground.other.project, description: '', config: {} }))).toBe('forbidden')
    expect(await codeOf(tenancy.updateCertificateProjects(fingerprints.tenancy ?? '', () => ['default']))).toBe('forbidden')
    expect(await codeOf(services.listInstances())).toBe('forbidden')
    expect(await codeOf(services.getInstance('reeve', 'keep'))).toBe('forbidden')
    expect(await codeOf(services.exec('reeve', 'keep', { argv: ['/bin/true'] }))).toBe('forbidden')
    expect(await codeOf(waker.exec(ground.project, ground.name, { argv: ['/bin/true'] }))).toBe('forbidden')
    expect(await codeOf(waker.deleteInstance(ground.project, ground.name))).toBe('forbidden')
  })

  test('is refused by the engine too, where a tenant is not the certificate’s', async () => {
    const { services, waker } = engines as Record<'services' | 'waker', Engine>
    const strange = projectOf(newId('t'))
    await direct.change('POST', '/1.0/projects', { body: { name: strange, description: '', config: { 'features.images': 'false' } } })
    try {
      expect(await codeOf(services.listInstances(strange))).toBe('forbidden')
      expect(await codeOf(services.createVolume(strange, 'reeve-data', { name: newId('s'), sizeMiB: 64 }))).toBe('forbidden')
      expect((await waker.listInstances()).map((instance) => instance.project)).not.toContain('reeve')
    } finally {
      await direct.change('DELETE', `/1.0/projects/${strange}`)
    }
  })
})
