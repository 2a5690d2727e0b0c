/** A small client of the engine's REST API over its unix socket, for the set-up only. */
import { existsSync } from 'node:fs'
import { Agent, request } from 'node:http'

export const engineProgram = '/usr/libexec/incus/incusd'
export const engineSocket = '/var/lib/incus/unix.socket'
export const isEngineInstalled = () => existsSync(engineProgram)
const agent = new Agent({ keepAlive: true, maxSockets: 8 })

/** What the engine refused. `status` is the HTTP status: 404 when something does not exist. */
export class EngineError extends Error {
  constructor(method, path, status, message) {
    super(`engine: ${method} ${path}: ${message} (${status})`)
    this.name = 'EngineError'
    this.status = status
  }
}

function send(method, path, body, headers, timeoutMs) {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: engineSocket, method, path, headers, agent, timeout: timeoutMs }, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }))
    })
    call.on('error', reject)
    call.on('timeout', () => call.destroy(new Error(`engine: ${method} ${path}: no answer in ${timeoutMs} ms`)))
    call.end(body)
  })
}

const withProject = (path, project) => (project === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}project=${project}`)

/** Calls the API and waits for the operation where one is started. Answers the metadata. Options: `project`, `etag`, `timeoutMs`. */
export async function engine(method, path, body, options = {}) {
  const { project, etag, timeoutMs = 300_000 } = options
  const full = withProject(path, project)
  const headers = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(etag ? { 'if-match': etag } : {}) }
  const reply = await send(method, full, body === undefined ? undefined : JSON.stringify(body), headers, timeoutMs)
  const answer = JSON.parse(reply.body.toString('utf8'))
  if (answer.type === 'error') throw new EngineError(method, full, answer.error_code, answer.error)
  if (answer.type !== 'async') return answer.metadata
  const waited = await send('GET', `${answer.operation}/wait?timeout=${Math.ceil(timeoutMs / 1000)}`, undefined, {}, timeoutMs + 5000)
  const operation = JSON.parse(waited.body.toString('utf8'))
  if (operation.type === 'error') throw new EngineError(method, full, operation.error_code, operation.error)
  const { status_code: code, err } = operation.metadata
  if (code !== 200) throw new EngineError(method, full, code, err || operation.metadata.status)
  return operation.metadata
}

/** Like `engine('GET')`, but undefined when it does not exist. */
export async function lookUp(path, options) {
  try {
    return await engine('GET', path, undefined, options)
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined
    throw error
  }
}

/** Writes one file into an instance, running or stopped. */
export async function putFile(project, instance, file) {
  const path = `/1.0/instances/${instance}/files?path=${encodeURIComponent(file.path)}&project=${project}`
  const headers = {
    'content-type': 'application/octet-stream',
    'x-incus-uid': String(file.uid ?? 0),
    'x-incus-gid': String(file.gid ?? 0),
    'x-incus-mode': (file.mode ?? 0o644).toString(8).padStart(4, '0'),
    'x-incus-type': file.type ?? 'file',
    'x-incus-write': 'overwrite',
  }
  const reply = await send('POST', path, file.content, headers, 60_000)
  if (reply.status === 200) return
  throw new EngineError('POST', path, reply.status, JSON.parse(reply.body.toString('utf8')).error)
}

export async function engineAnswers() {
  try {
    const { status } = await send('GET', '/1.0', undefined, {}, 5000)
    return status === 200
  } catch {
    return false
  }
}
