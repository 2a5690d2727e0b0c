import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { isIPv4 } from 'node:net'
import { join } from 'node:path'
import { type BackupOwner, type RepositorySpec, repositorySecret } from '../../../contracts/backups.ts'
import type { VaultConfig } from '../../../contracts/config.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import type { ExecResult } from '../../core/exec.ts'
import type { Keys } from './keys.ts'
import type { Repository } from './records.ts'
import type { RunOptions } from './restic.ts'

/** How restic reaches one owner's repository: its address, further options, and what only its environment may carry. */
export interface Way {
  repository: string
  options: string[]
  environment: Record<string, string>
  /** What restic starts to get to an SFTP server. */
  ssh?: readonly [string, ...string[]]
  /** How restic is run there, where it is not the vault's own. */
  run?: (argv: readonly string[], options: RunOptions) => Promise<ExecResult>
}

export interface WayParts {
  config: Pick<VaultConfig, 'state' | 'store' | 'targets'>
  keys: Keys
  open(sealed: string): Promise<string>
}

/** The machine's root opens each way out by name: a repository anywhere else cannot be reached, and is refused in words that say so. */
export function addressOf(spec: Extract<RepositorySpec, { host: string }>, targets: VaultConfig['targets']): string {
  const found = targets.find(({ host, port }) => host === spec.host && port === spec.port)
  if (found === undefined) {
    throw new ReeveError(
      'bad_input',
      `There is no way out to ${spec.host}:${spec.port}. Root of the machine opens it: npm run up -- --backup-target ${spec.host}:${spec.port}`,
    )
  }
  // Names lead there by /etc/hosts, so that certificates fit.
  return isIPv4(spec.host) ? found.address : spec.host
}

export async function wayTo({ name, spec, sealed }: Repository, owner: BackupOwner, { config, keys, open }: WayParts): Promise<Way> {
  const environment = { RESTIC_PASSWORD: keys.passwordOf(owner), RESTIC_CACHE_DIR: join(config.state, 'cache'), RESTIC_PROGRESS_FPS: '1' }
  if (spec.sort === 'local') return { repository: join(config.store, owner), options: [], environment }
  const address = addressOf(spec, config.targets)
  const secret = repositorySecret.safeParse(sealed === null ? undefined : JSON.parse(await open(sealed)))
  const missing = new ReeveError('bad_input', `What opens the repository ${name} is missing. Enter its key again.`)
  if (!secret.success) throw missing
  if (spec.sort === 's3') {
    if (!('accessKey' in secret.data)) throw missing
    const { accessKey, secretKey } = secret.data
    return {
      repository: `s3:${spec.tls ? 'https' : 'http'}://${address}:${spec.port}/${spec.bucket}/${spec.folder.replace(/^\//, '')}/${owner}`,
      options: ['-o', 's3.bucket-lookup=path'],
      environment: {
        ...environment,
        AWS_ACCESS_KEY_ID: accessKey,
        AWS_SECRET_ACCESS_KEY: secretKey,
        ...(spec.region === '' ? {} : { AWS_DEFAULT_REGION: spec.region }),
      },
    }
  }
  if (!('privateKey' in secret.data)) throw missing
  const folder = join(config.state, 'ssh')
  const [key, known] = [join(folder, name), join(folder, `${name}.known`)]
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(key, `${secret.data.privateKey.trim()}\n`, { mode: 0o600 })
  chmodSync(key, 0o600)
  writeFileSync(known, `${name} ${spec.hostKey}\n`, { mode: 0o600 })
  const settings = {
    BatchMode: 'yes',
    ConnectTimeout: '15',
    HostKeyAlias: name,
    IdentitiesOnly: 'yes',
    IdentityFile: key,
    ServerAliveInterval: '30',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: known,
  }
  const options = Object.entries(settings).flatMap(([setting, value]) => ['-o', `${setting}=${value}`])
  const ssh = ['ssh', '-F', 'none', ...options, '-p', String(spec.port), '-l', spec.user, address, '-s', 'sftp'] as const
  return {
    repository: `sftp:${spec.user}@${address}:${spec.folder}/${owner}`,
    // restic takes it apart into words itself; none of them can hold a blank.
    options: ['-o', `sftp.command=${ssh.join(' ')}`],
    environment,
    ssh,
  }
}
