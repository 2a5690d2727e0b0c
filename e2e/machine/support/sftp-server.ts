/** An SFTP server from Debian's openssh-server, run by the test or drill on loopback with a configuration, a user and keys of its own. Whoever makes one has installed the package. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { program } from './engine.ts'

const sshd = '/usr/sbin/sshd'
const user = 'reeve-sftp-test'
/** sshd takes no folder below one that others may write to. */
const root = '/var/lib/reeve-sftp-test'

async function ok(file: string, argv: string[], timeout = 60_000): Promise<string> {
  const { status, stdout, stderr } = await program(file, argv, '', timeout)
  if (status !== 0) throw new Error(`${file} ${argv.join(' ')}: ${stderr}`)
  return stdout.trim()
}

const newKey = (name: string) => ok('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', join(root, name)])

export class SftpServer {
  readonly user = user
  /** What the user sees as /backups. */
  readonly folder = join(root, 'jail/backups')
  #child: ChildProcess | undefined

  constructor(readonly port: number) {}

  async prepare(): Promise<void> {
    await this.remove()
    mkdirSync(this.folder, { recursive: true, mode: 0o755 })
    mkdirSync(join(root, 'keys'), { mode: 0o755 })
    for (const folder of [root, join(root, 'jail')]) chmodSync(folder, 0o755)
    await ok('useradd', ['--no-create-home', '--password', '*', '--shell', '/usr/sbin/nologin', user])
    const [uid, gid] = [Number(await ok('id', ['-u', user])), Number(await ok('id', ['-g', user]))]
    chownSync(this.folder, uid, gid)
    for (const name of ['host', 'other-host', 'user', 'other-user']) await newKey(name)
    writeFileSync(join(root, 'keys', user), readFileSync(join(root, 'user.pub')), { mode: 0o644 })
    const lines = [
      ...['ListenAddress 127.0.0.1', `Port ${this.port}`, 'PidFile none', `AuthorizedKeysFile ${join(root, 'keys/%u')}`, 'UsePAM no'],
      ...['PasswordAuthentication no', 'KbdInteractiveAuthentication no', `AllowUsers ${user}`, `ChrootDirectory ${join(root, 'jail')}`],
      ...['ForceCommand internal-sftp', 'Subsystem sftp internal-sftp', 'AllowTcpForwarding no', 'X11Forwarding no'],
    ]
    writeFileSync(join(root, 'sshd_config'), `${lines.join('\n')}\n`)
  }

  /** Starts anew, with one of its two host keys. */
  async start(hostKey: 'host' | 'other-host' = 'host'): Promise<void> {
    await this.stop()
    // Privileges of sshd are given up in there.
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
    const child = spawn(sshd, ['-D', '-e', '-f', join(root, 'sshd_config'), '-h', join(root, hostKey)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#child = child
    await new Promise<void>((resolve, reject) => {
      let said = ''
      child.stderr?.on('data', (part) => {
        said += part
        if (said.includes('Server listening')) resolve()
      })
      child.once('exit', (code) => reject(new Error(`sshd ended with ${code}: ${said}`)))
    })
  }

  stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      child.once('exit', () => resolve())
      child.kill()
    })
  }

  async remove(): Promise<void> {
    await this.stop()
    await program('userdel', [user])
    rmSync(root, { recursive: true, force: true })
  }

  /** Type and public key. */
  hostKey = (name: 'host' | 'other-host' = 'host'): string => readFileSync(join(root, `${name}.pub`), 'utf8').trim()
  /** File of a private key: of the one who may come in, or of a stranger. */
  keyFile = (name: 'user' | 'other-user' = 'user'): string => join(root, name)
}
