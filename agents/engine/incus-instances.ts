import * as z from 'zod'
import { type ErrorCode, ReeveError } from '../../contracts/errors.ts'
import { type Engine, type FileOwner, type StateChange, stateAfter } from './client.ts'
import { incusExec } from './incus-exec.ts'
import { instance, instanceState } from './objects.ts'
import type { Transport } from './transport.ts'

/** What the engine calls it when a VPS does not come up: its words are about something inside, such as a hardware address that is taken. */
const startFaults: readonly ErrorCode[] = ['internal', 'conflict', 'bad_input']

const path = (name: string, rest = '') => `/1.0/instances/${name}${rest}`

const requests: Record<StateChange, { action: string; force: boolean; timeout: number }> = {
  start: { action: 'start', force: false, timeout: 30 },
  unfreeze: { action: 'unfreeze', force: false, timeout: 30 },
  freeze: { action: 'freeze', force: false, timeout: 30 },
  stop: { action: 'stop', force: false, timeout: 10 },
  kill: { action: 'stop', force: true, timeout: 0 },
}

type InstanceCalls = Pick<
  Engine,
  | 'listInstances'
  | 'getInstance'
  | 'createInstance'
  | 'updateInstance'
  | 'deleteInstance'
  | 'rebuildInstance'
  | 'getState'
  | 'setState'
  | 'exec'
  | 'readFile'
  | 'writeFile'
  | 'removeFile'
  | 'makeFolder'
>

export function incusInstances(transport: Transport): InstanceCalls {
  const stateOf = (project: string, name: string) => transport.find(path(name, '/state'), instanceState, { project })

  async function setState(project: string, name: string, change: StateChange): Promise<void> {
    const ask = (body: object) => transport.change('PUT', path(name, '/state'), { query: { project }, body })
    try {
      await ask(requests[change])
    } catch (error) {
      if (!(error instanceof ReeveError) || ['not_found', 'unavailable', 'timeout', 'forbidden'].includes(error.code)) throw error
      // The engine refuses what is so already, in words that change with its releases: look instead of reading them.
      const now = await transport.find(path(name), instance, { project })
      if (now?.state === stateAfter[change]) return
      if (change === 'start' && now?.state === 'frozen') await ask(requests.unfreeze)
      else if (change === 'stop' && now?.state !== 'stopped') await ask(requests.kill)
      else if (change === 'start' && startFaults.includes(error.code)) throw new ReeveError('start_failed', 'The VPS did not start.', error)
      else throw error
    }
  }

  return {
    listInstances: (project) =>
      transport.get('/1.0/instances', z.array(instance), {
        recursion: '1',
        project,
        'all-projects': project === undefined ? 'true' : undefined,
      }),
    getInstance: (project, name) => transport.find(path(name), instance, { project }),
    async createInstance(project, { name, imageAlias, description = '', config, devices, start = false }) {
      const body = {
        name,
        description,
        type: 'container',
        profiles: ['default'],
        source: { type: 'image', alias: imageAlias },
        config,
        devices,
        start,
      }
      try {
        await transport.change('POST', '/1.0/instances', { query: { project }, body })
      } catch (error) {
        // The engine counts limits before it looks at the name.
        const counted = error instanceof ReeveError && error.code === 'over_limit'
        if (counted && (await transport.find(path(name), z.unknown(), { project })) !== undefined) {
          throw new ReeveError('conflict', 'The engine has an object of this name already.', error)
        }
        throw error
      }
    },
    updateInstance: (project, name, change) => transport.revise('PATCH', path(name), z.unknown(), () => change, { project }),
    async deleteInstance(project, name) {
      await gone(transport.change('DELETE', path(name), { query: { project } }))
    },
    async rebuildInstance(project, name, fingerprint) {
      if ((await transport.find(`/1.0/images/${fingerprint}`, z.unknown(), { project })) === undefined) {
        throw new ReeveError('image_missing', 'The engine has this image no more.')
      }
      await transport.change('POST', path(name, '/rebuild'), { query: { project }, body: { source: { type: 'image', fingerprint } } })
    },
    getState: stateOf,
    setState,
    exec: (project, name, command) => incusExec(transport, project, name, command),
    async readFile(project, name, file, maxBytes = 1_048_576) {
      const answer = await transport.raw('GET', path(name, '/files'), { query: { project, path: file } })
      if (answer.statusCode === 404) {
        await answer.body.dump()
        return undefined
      }
      if (answer.statusCode !== 200) throw new ReeveError('internal', 'The file cannot be read.', new Error(await answer.body.text()))
      if (answer.headers['x-incus-type'] !== 'file') {
        await answer.body.dump()
        return undefined
      }
      const parts: Buffer[] = []
      let length = 0
      for await (const part of answer.body as AsyncIterable<Buffer>) {
        length += part.length
        if (length > maxBytes) throw new ReeveError('too_large', `The file has more than ${maxBytes} bytes.`)
        parts.push(part)
      }
      return Buffer.concat(parts)
    },
    async writeFile(project, name, file, content, owner = { uid: 0, gid: 0, mode: 0o644 }) {
      const headers = {
        ...ownerHeaders(owner),
        'x-incus-type': 'file',
        'x-incus-write': 'overwrite',
        'content-type': 'application/octet-stream',
      }
      await transport.change('POST', path(name, '/files'), { query: { project, path: file }, headers, body: Buffer.from(content) })
    },
    async removeFile(project, name, file) {
      await gone(transport.change('DELETE', path(name, '/files'), { query: { project, path: file } }))
    },
    async makeFolder(project, name, folder, owner = { uid: 0, gid: 0, mode: 0o755 }) {
      const headers = { ...ownerHeaders(owner), 'x-incus-type': 'directory' }
      await transport.change('POST', path(name, '/files'), { query: { project, path: folder }, headers })
    },
  }
}

const ownerHeaders = ({ uid, gid, mode }: FileOwner) => ({
  'x-incus-uid': String(uid),
  'x-incus-gid': String(gid),
  'x-incus-mode': `0${mode.toString(8)}`,
})

/** Resolves also when the object was gone before. */
export async function gone(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof ReeveError) || error.code !== 'not_found') throw error
  }
}
