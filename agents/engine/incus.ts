import * as z from 'zod'
import { readBody } from '../core/http.ts'
import type { Config, Engine } from './client.ts'
import { connectionError, engineError } from './errors.ts'
import { gone, incusInstances } from './incus-instances.ts'
import { incusStorage } from './incus-storage.ts'
import { image, project } from './objects.ts'
import { createTransport, type Transport } from './transport.ts'
import { openWebSocket } from './websocket.ts'

const certificate = z.object({ projects: z.array(z.string()).nullable(), restricted: z.boolean() })
const profile = z.object({ devices: z.record(z.string(), z.record(z.string(), z.string())) })
const resources = z.object({
  cpu: z.object({ total: z.int() }),
  memory: z.object({ total: z.int(), used: z.int() }),
  load: z.object({ Average1Min: z.number() }),
})
const poolResources = z.object({ space: z.object({ total: z.int(), used: z.int() }) })
const event = z.object({
  type: z.literal('lifecycle'),
  project: z.string(),
  metadata: z.object({ action: z.string(), source: z.string(), name: z.string().optional() }),
})

const withoutEmpty = (config: Config): Config => Object.fromEntries(Object.entries(config).filter(([, value]) => value !== ''))

const mebibytes = (bytes: number) => Math.floor(bytes / 1_048_576)

/** The engine behind a unix socket: the guard's, or the engine's own in tests. */
export function createIncus(socket: string): Engine & { close(): Promise<void> } {
  const transport = createTransport(socket)
  return {
    ...incusProjects(transport),
    ...incusInstances(transport),
    ...incusStorage(transport),
    ...incusServer(transport),
    close: transport.close,
  }
}

type ProjectCalls = Pick<
  Engine,
  | 'listProjects'
  | 'getProject'
  | 'createProject'
  | 'updateProject'
  | 'deleteProject'
  | 'getDefaultProfile'
  | 'setDefaultProfile'
  | 'getCertificateProjects'
  | 'updateCertificateProjects'
>

function incusProjects(transport: Transport): ProjectCalls {
  return {
    listProjects: async () => (await transport.get('/1.0/projects', z.array(z.string()))).map((url) => url.split('/').at(-1) ?? ''),
    getProject: (name) => transport.find(`/1.0/projects/${name}`, project),
    async createProject({ name, description, config }) {
      await transport.change('POST', '/1.0/projects', { body: { name, description, config } })
    },
    // The engine's PATCH of a project drops all keys that it does not name, "restricted" among them.
    updateProject: (name, change) =>
      transport.revise('PUT', `/1.0/projects/${name}`, project, (now) => ({
        description: change.description ?? now.description,
        config: withoutEmpty({ ...now.config, ...change.config }),
      })),
    deleteProject: (name) => gone(transport.change('DELETE', `/1.0/projects/${name}`)),
    getDefaultProfile: (name) => transport.find('/1.0/profiles/default', profile, { project: name }),
    setDefaultProfile: (name, devices) =>
      transport.revise('PUT', '/1.0/profiles/default', z.unknown(), () => ({ config: {}, description: '', devices }), { project: name }),
    getCertificateProjects: async (fingerprint) =>
      (await transport.find(`/1.0/certificates/${fingerprint}`, certificate))?.projects ?? undefined,
    updateCertificateProjects: (fingerprint, change) =>
      transport.revise('PATCH', `/1.0/certificates/${fingerprint}`, certificate, (now) => ({ projects: change(now.projects ?? []) })),
  }
}

type ServerCalls = Pick<Engine, 'getImage' | 'findImage' | 'getMachine' | 'readMetrics' | 'watch' | 'ping'>

/** A running instance has about 8 KiB of them. */
const maxMetricsBytes = 67_108_864

function incusServer(transport: Transport): ServerCalls {
  return {
    async getImage(name, alias) {
      const found = await transport.find(`/1.0/images/aliases/${alias}`, z.object({ target: z.string() }), { project: name })
      return found === undefined ? undefined : transport.find(`/1.0/images/${found.target}`, image, { project: name })
    },
    findImage: (name, fingerprint) => transport.find(`/1.0/images/${fingerprint}`, image, { project: name }),
    async getMachine(pool) {
      const [machine, { space }] = await Promise.all([
        transport.get('/1.0/resources', resources),
        transport.get(`/1.0/storage-pools/${pool}/resources`, poolResources),
      ])
      return {
        cpus: machine.cpu.total,
        load: machine.load.Average1Min,
        memoryMiB: mebibytes(machine.memory.total),
        memoryFreeMiB: mebibytes(machine.memory.total - machine.memory.used),
        poolMiB: mebibytes(space.total),
        poolFreeMiB: mebibytes(space.total - space.used),
      }
    },
    async readMetrics() {
      const answer = await transport.raw('GET', '/1.0/metrics')
      const text = (await readBody(answer.body, maxMetricsBytes)).toString('utf8')
      if (answer.statusCode !== 200) throw engineError(answer.statusCode, text.slice(0, 300), 'GET /1.0/metrics')
      return text
    },
    async watch(onEvent, signal, onOpen) {
      const socket = await openWebSocket(transport.socket, '/1.0/events?all-projects=true&type=lifecycle')
      const stop = () => socket.destroy()
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      const read = (text: string) => {
        const parsed = event.safeParse(JSON.parse(text))
        if (!parsed.success) return
        const { metadata } = parsed.data
        const name = metadata.name ?? metadata.source.split('?')[0]?.split('/').at(-1) ?? ''
        onEvent({ action: metadata.action, project: parsed.data.project, name })
      }
      socket.onText = read
      onOpen?.()
      try {
        // The engine sends events as text, and Incus 6.0 as binary messages too: one JSON object each.
        for await (const bytes of socket as AsyncIterable<Buffer>) read(bytes.toString('utf8'))
      } catch (error) {
        if (!signal.aborted) throw connectionError(error, 'events')
      } finally {
        signal.removeEventListener('abort', stop)
      }
      if (!signal.aborted) throw connectionError(new Error('the stream ended'), 'events')
    },
    async ping() {
      await transport.get('/1.0', z.object({ api_version: z.string() }))
    },
  }
}
