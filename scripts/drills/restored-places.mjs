/**
 * Where the drill "restored" has the installation while the machine has none: a folder, or a real server on this machine's loopback. Each: `prepare`
 * before anything, `up`: options of it, `choose` once it runs, answers the repository of the services (undefined: as their plans say), `restore`: words
 * of it, `again` after the purge, `leave` at the end.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { loadTs } from '../build/load-ts.mjs'
import { ensurePackages } from '../up/packages.mjs'
import { readState, writeFileAtomic } from '../up/state.mjs'
import { reeve } from './restored-ground.mjs'

const inFolder = (folder) => ({
  prepare: async () => void mkdirSync(folder, { recursive: true, mode: 0o755 }),
  up: ['--backup-folder', folder],
  choose: async () => undefined,
  restore: ['--folder', folder],
  again: async () => {},
  leave: async () => {},
})

/** A server: `start` (also anew, after the purge), `words` of `reeve backup repository`, the file of its key. */
const atServer = ({ port, start, words, stop }, folder) => {
  const repository = `drill-${Date.now().toString(36)}`
  const target = `127.0.0.1:${port}`
  const placeFile = `${folder}.place.json`
  const before = readState().listen?.backupTargets ?? []
  const targets = (all) => (all.length === 0 ? ['none'] : all).flatMap((one) => ['--backup-target', one])
  let policy
  return {
    prepare: () => start(),
    up: targets([...before, target]),
    async choose() {
      const { repositoryWords, keyFile } = words()
      await reeve('backup', 'repository', repository, ...repositoryWords, '--key-file', keyFile)
      ;({ policy } = await reeve('backup', 'control-policy'))
      await reeve('backup', 'control-policy', '--repository', repository)
      // All that the administrator has kept, with the recovery key.
      writeFileAtomic(placeFile, JSON.stringify(await reeve('backup', 'place', repository, '--key-file', keyFile)))
      return repository
    },
    restore: ['--repository', placeFile],
    again: () => start(true),
    async leave(up) {
      await reeve('backup', 'control-policy', '--repository', policy.repository)
      await up(targets(before))
      await stop()
      rmSync(placeFile, { force: true })
    },
  }
}

async function sftp(folder) {
  const { SftpServer } = await loadTs('e2e/machine/support/sftp-server.ts')
  const port = 4623
  const server = new SftpServer(port)
  return atServer(
    {
      port,
      async start(again = false) {
        // Purge has taken it away, where it came with Reeve.
        await ensurePackages(['openssh-server'])
        if (!again) await server.prepare()
        await server.start()
      },
      words: () => ({
        repositoryWords: ['--sftp', `${server.user}@127.0.0.1:${port}`, '--folder', '/backups', '--host-key', server.hostKey()],
        keyFile: server.keyFile(),
      }),
      stop: () => server.remove(),
    },
    folder,
  )
}

async function s3(folder) {
  const { S3Server } = await loadTs('e2e/machine/support/s3-server.ts')
  const port = 4670
  const keyFile = `${folder}.s3-keys`
  const keys = { accessKey: 'reeve-drill', secretKey: 'a secret of the drill' }
  const server = new S3Server('reeve-drill', keys)
  return atServer(
    {
      port,
      async start(again = false) {
        if (again) return
        writeFileAtomic(keyFile, `${keys.accessKey}\n${keys.secretKey}\n`)
        await server.listen(port)
      },
      words: () => ({ repositoryWords: ['--s3', `http://127.0.0.1:${port}`, '--bucket', 'reeve-drill', '--folder', 'reeve'], keyFile }),
      async stop() {
        await server.close()
        rmSync(keyFile, { force: true })
      },
    },
    folder,
  )
}

export const places = { folder: async (folder) => inFolder(folder), sftp, s3 }
