import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { backupOwner, repositoryName } from '../../../contracts/backups.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import {
  vaultBackup,
  vaultCancel,
  vaultDrill,
  vaultDump,
  vaultForget,
  vaultList,
  vaultRepository,
  vaultRestore,
  vaultRetire,
  vaultVerify,
} from '../../../contracts/vault.ts'
import type { Routes } from '../../core/http.ts'
import { createQueue } from '../../core/queue.ts'
import { self } from '../../core/self.ts'
import { createDumps } from './dumps.ts'
import type { Jobs } from './jobs.ts'
import type { Vault } from './vault.ts'

/** Looks into backups that are under way or wait, of each of the two places. */
const mostLooks = 20

/** The vault's one entry: asked by the agent `backup` of the keep alone, by its certificate. */
export function vaultRoutes(vault: Vault, jobs: Jobs, dumping = createDumps()): Routes {
  const queue = createQueue(mostLooks)
  let asked = 0
  /** Two at a time beside the job that is under way: each is a restic of its own, which needs memory. Who went away while it waited is left out. */
  const looking = <T>(gone: AbortSignal, work: () => Promise<T>): Promise<T> =>
    queue(`look ${asked++ % 2}`, async () => {
      if (gone.aborted) throw new ReeveError('conflict', 'This was cancelled.')
      return work()
    })
  return {
    'GET /v1/health': async () => ({ ok: true, ...self() }),
    'GET /v1/state': () => vault.state(),
    'GET /v1/backups': async ({ url }) => ({ backups: vault.backups(url.searchParams.get('source') ?? undefined) }),
    'POST /v1/backup': async (exchange) => {
      const asked = await exchange.body(vaultBackup)
      return jobs.stream(exchange, asked.job, (context) => vault.backup(asked, context))
    },
    'POST /v1/restore': async (exchange) => {
      const asked = await exchange.body(vaultRestore)
      // Its volume may be another one when the same action begins anew: an answer of before says nothing about it.
      return jobs.stream(exchange, asked.job, (context) => vault.restore(asked, context), { anew: true })
    },
    'POST /v1/verify': async (exchange) => {
      const asked = await exchange.body(vaultVerify)
      return jobs.stream(exchange, asked.job, (context) => vault.verify(asked, context))
    },
    'POST /v1/forget': async (exchange) => {
      const asked = await exchange.body(vaultForget)
      return jobs.stream(exchange, asked.job, (context) => vault.forget(asked, context))
    },
    'POST /v1/retire': async (exchange) => {
      const asked = await exchange.body(vaultRetire)
      return jobs.stream(exchange, asked.job, (context) => vault.retire(asked, context))
    },
    'GET /v1/owner': async ({ url }) => vault.ofOwner(backupOwner.parse(url.searchParams.get('owner'))),
    'POST /v1/list': async ({ body, signal }) => {
      const wanted = await body(vaultList)
      return looking(signal, () => vault.list(wanted, signal))
    },
    'POST /v1/dump': async ({ body, response, signal }) => {
      const wanted = await body(vaultDump)
      await dumping(wanted.owner, signal, async (bytes, ends) => {
        const dumped = vault.dump(wanted, bytes, ends)
        dumped.catch((error: unknown) => bytes.destroy(error instanceof Error ? error : new Error(String(error))))
        // Nothing is said before the first byte is there: until then an error is an answer, afterwards a cut connection.
        const first = await Promise.race([firstOf(bytes), dumped.then(() => undefined)])
        response.writeHead(200, { 'content-type': 'application/octet-stream' })
        if (first !== undefined) response.write(first)
        await pipeline(bytes, response, { signal: ends }).catch(() => response.destroy())
        await dumped.catch(() => response.destroy())
      })
    },
    'POST /v1/drill': async ({ body }) => {
      vault.noteDrill(await body(vaultDrill))
      return { changed: true }
    },
    'POST /v1/cancel': async ({ body }) => ({ changed: jobs.cancel((await body(vaultCancel)).job) }),
    'PUT /v1/repositories/:name': async ({ body, params }) => {
      const { spec, sealed } = await body(vaultRepository)
      await vault.setRepository(repositoryName.parse(params.name), spec, sealed)
      return { changed: true }
    },
    'POST /v1/repositories/:name/test': async ({ params }) => {
      await vault.testRepository(repositoryName.parse(params.name))
      return { changed: true }
    },
    'DELETE /v1/repositories/:name': async ({ params }) => {
      vault.removeRepository(repositoryName.parse(params.name))
      return { changed: true }
    },
  }
}

const firstOf = (stream: Readable): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    stream.once('error', reject)
    stream.once('end', () => resolve(undefined))
    stream.once('readable', () => resolve((stream.read() as Buffer | null) ?? undefined))
  })
