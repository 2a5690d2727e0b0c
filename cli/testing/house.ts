/** The command line against the real backend and the real door, over the local socket; only the engine is simulated. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { expect } from 'vitest'
import { startSimulatedKeep } from '../../agents/simulated-keep.ts'
import { newId } from '../../contracts/ids.ts'
import { openDatabase } from '../../db/client.ts'
import { migrate } from '../../db/migrate.ts'
import { apiTokens } from '../../db/schema/index.ts'
import { assemble } from '../../server/assemble.ts'
import { hashToken } from '../../server/auth/tokens.ts'
import { refreshKinds } from '../../server/catalogue/service.ts'
import { makeSigner } from '../../server/dispatch/envelope.ts'
import { httpDoor } from '../../server/dispatch/http-door.ts'
import { makeBackend } from '../../server/http/server.ts'
import { makeBox } from '../../server/oidc/box.ts'
import { connect } from '../api.ts'
import { run } from '../program.ts'

export const url = 'http://localhost:8090'
const site = { rpId: 'localhost', origins: [url], url }

/** An installation without an engine, and its command line. `panel`: where a panel would be; its paths lead to the backend. */
export async function openHouse() {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-commands-'))
  mkdirSync(join(folder, 'keep'))
  mkdirSync(join(folder, 'uploads'))
  const log = pino({ level: 'silent' })
  const keep = await startSimulatedKeep({ dir: join(folder, 'keep'), site: { rpId: site.rpId, origins: site.origins }, log })
  const database = openDatabase(':memory:')
  migrate(database)
  const door = httpDoor({ url: keep.url, tls: keep.tls })
  const pem = readFileSync(keep.signingKey, 'utf8')
  const [signer, box] = [makeSigner(pem), makeBox(pem)]
  const app = assemble({ config: { site, version: 'test' }, database, door, signer, box, log, passwordCost: { memoryKiB: 64, passes: 1 } })
  await refreshKinds(app)
  const backend = makeBackend(app)
  const socket = join(folder, 'api.sock')
  await backend.listen({ socket })
  const port = await backend.listen({ address: '127.0.0.1', port: 0 })
  const front = createServer((asked, answer) => {
    const path = (asked.url ?? '').replace(/^\/api\/upload\?/, '/uploads?').replace(/^\/api/, '')
    const onward = request({ port, path, method: asked.method, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode ?? 500, got.headers)
      got.pipe(answer)
    })
    asked.pipe(onward)
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))

  async function reeve(...words: string[]) {
    const said = { out: '', err: '' }
    const out = (text: string) => {
      said.out += text
    }
    const err = (text: string) => {
      said.err += text
    }
    const status = await run([...words, '--socket', socket], { out, err, terminal: false, now: Date.now })
    return { status, ...said }
  }

  return {
    folder,
    panel: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    api: connect({ socket }),
    reeve,
    /** The document of a command that has to succeed. */
    async document(...words: string[]) {
      const { status, out, err } = await reeve(...words, '--json')
      expect(status, `${words.join(' ')}: ${err}`).toBe(0)
      return JSON.parse(out)
    },
    approving: () => ['--approve-with', keep.approver],
    /** A token of that person, for reading, files and services. */
    tokenFor(person: string): string {
      const scope = { groups: ['read' as const, 'files' as const, 'services' as const], tenants: null, services: null, sources: null }
      const row = { id: newId('o'), person, label: 'far', scope, createdAt: 1, expiresAt: Date.now() + 60_000 }
      const text = `reeve_${randomBytes(32).toString('base64url')}`
      database.queries
        .insert(apiTokens)
        .values({ ...row, hash: hashToken(text) })
        .run()
      return text
    },
    async close() {
      app.stop()
      front.close()
      front.closeAllConnections()
      await backend.close(1000)
      await keep.close()
      database.close()
      rmSync(folder, { recursive: true })
    },
  }
}
