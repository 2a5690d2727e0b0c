/** The drill that loses the whole machine. */
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { repository } from '../build/repository.mjs'
import { UsageError } from '../up/options.mjs'
import { run } from '../up/run.mjs'
import { readState, writeFileAtomic } from '../up/state.mjs'
import { changeSite, ledgerGoesOn, ledgerHead, look, makeGround, reeve, removeGround, signsIn, tokenWorks } from './restored-ground.mjs'
import { places } from './restored-places.mjs'

const standardFolder = '/var/backups/reeve'
const script = (name) => join(repository, 'scripts', name)
const node = (name, ...words) => run([process.execPath, script(name), ...words], { cwd: repository, inherit: true })

/** {yes, from, folder} of the words behind the drill's name. */
export function drillOptions(words, before) {
  let values
  try {
    ;({ values } = parseArgs({ args: words, options: { yes: { type: 'boolean' }, from: { type: 'string' }, folder: { type: 'string' } } }))
  } catch (error) {
    throw new UsageError(error.message)
  }
  const { yes = false, from = 'folder', folder = before ?? standardFolder } = values
  if (!Object.hasOwn(places, from)) throw new UsageError(`--from ${from}: say one of ${Object.keys(places).join(', ')}.`)
  return { yes, from, folder }
}

/** Lines of the checks: {name, seen, seconds}; `seen` undefined is a failure. */
export const checkText = (checks) => {
  const wide = Math.max(...checks.map(({ name }) => name.length))
  return checks
    .map(
      ({ name, seen, seconds }) =>
        `${seen === undefined ? 'FAILED' : 'passed'}  ${name.padEnd(wide)}  ${seconds.toFixed(1).padStart(6)} s  ${seen ?? ''}\n`,
    )
    .join('')
}

async function timed(name, checks, work) {
  const from = Date.now()
  let seen
  try {
    seen = await work()
  } catch (error) {
    process.stderr.write(`${name}: ${error.message}\n`)
  }
  checks.push({ name, seen, seconds: (Date.now() - from) / 1000 })
}

export const restored = {
  says: 'The whole installation is removed from this machine, and restored from a folder, SFTP or S3. DESTROYS what is here: it wants --yes.',
  tests: [],
  takes: true,
  async run(words) {
    const { yes, from, folder } = drillOptions(words, readState().listen?.backupFolder)
    if (!yes) {
      const where = from === 'folder' ? `in ${folder} (--folder PATH)` : `at a server for ${from.toUpperCase()} that the drill runs`
      throw new UsageError(
        `This purges the installation of this machine, with all tenants, and restores it from backups ${where}; --from says where: ${Object.keys(places).join(', ')}. What was never backed up there is lost. Say --yes to do that.`,
      )
    }
    const checks = []
    const keyFile = `${folder}.recovery-key`
    const tokenFile = `${folder}.drill-token`
    mkdirSync(dirname(folder), { recursive: true, mode: 0o755 })
    const place = await places[from](folder)
    await place.prepare()
    await node('up.mjs', ...place.up)
    const ground = await makeGround(tokenFile, await place.choose())
    const head = await ledgerHead()
    const { stdout: sheet } = await run([process.execPath, script('reeve.mjs'), 'backup', 'recovery-key'])
    writeFileAtomic(keyFile, `${/^ +((?:[0-9a-f]{8} ?){8})$/m.exec(sheet)[1]}\n`)
    await timed('backup of the installation', checks, async () => {
      const { result } = await reeve('backup', 'control')
      return `${result.backup.id.slice(0, 12)}, ${result.backup.files} files, ${Math.round(result.backup.bytes / 1024)} KiB`
    })
    const restore = [...place.restore, '--key-file', keyFile]
    await timed('key and place, tried before', checks, async () => {
      await node('restore.mjs', '--try', ...restore)
      return 'the backup came whole, and nothing stayed'
    })
    if (checks.some(({ seen }) => seen === undefined)) throw new Error('Without this nothing would come back: nothing was removed.')
    await changeSite(ground)
    const before = await look(ground)
    process.stdout.write(
      `\nFrom here on the installation is at ${from === 'folder' ? folder : 'the server of this drill'} alone. Should this end: npm run restore -- ${restore.join(' ')}\n\n`,
    )
    await timed('purge', checks, async () => {
      await node('purge.mjs', '--yes')
      return 'nothing of Reeve is left'
    })
    await place.again()
    await timed('restore on the empty machine', checks, async () => {
      const argv = [process.execPath, script('restore.mjs'), ...restore]
      const { code } = await run(argv, { cwd: repository, inherit: true, accept: from === 'folder' ? [0] : [0, 1] })
      return code === 0 ? 'restored' : 'restored, but for services that it named, whose backups lay on this machine'
    })
    let after = {}
    await timed('everything can be looked at', checks, async () => {
      after = await look(ground)
      return 'woken and read'
    })
    for (const [name, value] of Object.entries(before)) {
      await timed(name, checks, async () => (after[name] === value ? `the same: ${value.split('\n')[0].slice(0, 60)}` : undefined))
    }
    await timed('ledger', checks, () => ledgerGoesOn(head))
    await timed('former password signs in', checks, () => signsIn(ground.person))
    await timed('former API token', checks, () => tokenWorks(ground.person))
    await timed('former approval key of root', checks, () => removeGround(ground.person))
    await place.leave((options) => node('up.mjs', ...options))
    for (const file of [keyFile, tokenFile]) rmSync(file, { force: true })
    process.stdout.write(`\n${checkText(checks)}\n`)
    return checks.every(({ seen }) => seen !== undefined)
  },
}
