/** The sheet with the key of all backups, for root of the machine: without it nobody reads a backup once this machine is gone. */
import { project } from '../zone/instances.mjs'
import { run } from './run.mjs'

const file = '/var/lib/reeve/vault/master.key'

export async function recoveryKey() {
  if (process.getuid?.() !== 0) {
    process.stderr.write('forbidden: Only root of this machine may see the key of its backups.\n')
    return 1
  }
  const { code, stdout } = await run(['incus', '--project', project, '--force-local', 'exec', 'vault', '-T', '-n', '--', 'cat', file], {
    accept: [0, 1, 255],
  })
  const key = stdout.trim()
  if (code !== 0 || !/^[0-9a-f]{64}$/.test(key)) {
    process.stderr.write('unavailable: The vault does not answer. Run: npm run up\n')
    return 1
  }
  const groups = key.match(/.{8}/g).join(' ')
  process.stdout.write(`Recovery key of the backups of this installation. Print it and lock it away: whoever has it reads every backup.

    ${groups}

Each tenant has a repository of its own, in a folder named by the tenant's id; that of the installation is named reeve.
The password of a repository is made from the key, without the blanks between its parts, and the name of its folder:

    printf 'reeve backup FOLDER' | openssl dgst -sha256 -hmac KEY

With that password restic reads the repository anywhere: restic -r REPOSITORY snapshots
`)
  return 0
}
