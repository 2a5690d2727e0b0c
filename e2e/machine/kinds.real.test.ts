import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kinds } from '../../agents/catalogue/index.ts'
import { projectOf } from '../../contracts/ids.ts'
import { scramVerifier } from '../../contracts/scram.ts'
import { outcomeOf } from './support/deploy.ts'
import { inside, program } from './support/engine.ts'
import { api, handshake } from './support/gate.ts'
import { get, until } from './support/http.ts'
import { makeTenant, reeve, removeTenant } from './support/site.ts'

const name = 'kinds'
const host = 'www.kinds.test'
const password = 'first password 1'
let tenant: string
let folder: string
const made: Record<string, { id: string; ownAddress: string }> = {}

const setting = (key: string, value: unknown) => ['--set', `${key}=${JSON.stringify(value)}`]
const makeKey = async (file: string) => {
  await program('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'someone', '-f', join(folder, file)])
  return readFileSync(join(folder, `${file}.pub`), 'utf8').trim()
}

beforeAll(async () => {
  await removeTenant(name)
  folder = mkdtempSync(join(tmpdir(), 'reeve-kinds-'))
  tenant = (await makeTenant(name)).id
  const settings: Record<string, string[]> = {
    webserver: ['--domain', host],
    ssh: setting('authorizedKeys', [await makeKey('first')]),
    postgresql: [...setting('password', await scramVerifier(password)), ...setting('databases', ['kinds_one'])],
  }
  for (const kind of Object.keys(kinds)) {
    made[kind] = await reeve('service', 'create', '--tenant', name, '--kind', kind, '--name', kind, ...(settings[kind] ?? []))
    await reeve('service', 'wake', `${name}/${kind}`)
  }
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await removeTenant(name)
})

const service = (kind: string) => made[kind] ?? { id: '', ownAddress: '' }
const run = (kind: string, argv: string[]) => inside(service(kind).id, argv, { project: projectOf(tenant) })
/** The whole configuration: what is left out gets its default. */
const configure = async (kind: string, config: Record<string, boolean | string | string[]>) =>
  outcomeOf((await api.services.update.mutate({ service: service(kind).id, config })).action)

/** Who a tenant's own programs run as. */
const tenantUsers: Record<string, string> = { webserver: 'site', ssh: 'tenant', postgresql: 'postgres' }

/** User id and words of every process, one per line: images have no ps. */
const listProcesses = [
  'cd /proc; for p in [0-9]*; do',
  'u=$(sed -n "s/^Uid:[[:space:]]*\\([0-9]*\\).*/\\1/p" $p/status 2>/dev/null)',
  '[ -z "$u" ] || echo $u $(tr "\\0" " " 2>/dev/null <$p/cmdline)',
  'done; true',
].join('\n')

describe.each(Object.keys(kinds))('%s', (kind) => {
  test('nothing on the root disk, which has no quota, can be written by the tenant’s programs', async () => {
    const find = [
      'find',
      '/',
      '-xdev',
      '(',
      '-type',
      'f',
      '-o',
      '-type',
      'd',
      ')',
      '-writable',
      '!',
      '-path',
      '/proc/*',
      '!',
      '-path',
      '/tmp',
    ]
    const user = tenantUsers[kind] ?? ''
    // Not s6-setuidgid: it reads the whole list of groups, and the list of accounts that people make ends with an error where there are none.
    const as = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups', '--']
    expect((await run(kind, [...as, ...find])).stdout).toBe('')
    // The search itself finds what that user can write.
    expect((await run(kind, [...as, 'find', '/tmp', '-maxdepth', '0', '-writable'])).stdout).toBe('/tmp\n')
  })

  test('only the server’s own first processes are root’s', async () => {
    const { status, stdout } = await run(kind, ['sh', '-c', listProcesses])
    expect(status).toBe(0)
    const processes = stdout.trim().split('\n')
    // The list sees the first process and those of others than root.
    expect(processes).toContain('0 s6-svscan /etc/s6/services')
    expect(processes.some((line) => /^[1-9]\d* \S/.test(line))).toBe(true)
    const allowed = /^0 (s6-svscan |s6-supervise |\/usr\/bin\/s6-ipcserverd |nginx: master |sshd: \/usr\/sbin\/sshd -D )/
    const own = '0 sh -c cd /proc; for p in '
    expect(processes.filter((line) => line.startsWith('0 ') && !line.startsWith(own) && !allowed.test(line))).toEqual([])
  })

  test('it has an address and a way to the gate alone', async () => {
    const { stdout } = await run(kind, ['ip', '-o', '-4', 'address', 'show', 'dev', 'eth0'])
    expect(stdout).toMatch(/inet 10\.88\.\d+\.\d+\/16/)
    expect((await run(kind, ['ip', 'route'])).stdout).toContain('default via 10.88.0.1')
  })

  test('a process that dies comes again', async () => {
    const first = kind === 'webserver' ? 'nginx' : kind === 'ssh' ? 'sshd' : 'postgresql'
    const pid = async () => (await run(kind, ['s6-svstat', '-o', 'pid', `/etc/s6/services/${first}`])).stdout.trim()
    const before = await pid()
    await run(kind, ['s6-svc', '-k', `/etc/s6/services/${first}`])
    await until('a new process', pid, (seen) => Number(seen) > 0 && seen !== before, 30)
  })

  test('stopped and started again it has its data and its keys', async () => {
    const before = (await run(kind, ['find', '/srv/keys', '/srv/postgresql/tls.key', '-type', 'f', '-printf', '%p %i %T@\\n'])).stdout
    expect(before).not.toBe('')
    await reeve('service', 'sleep', `${name}/${kind}`, '--stop')
    await reeve('service', 'wake', `${name}/${kind}`)
    expect((await run(kind, ['find', '/srv/keys', '/srv/postgresql/tls.key', '-type', 'f', '-printf', '%p %i %T@\\n'])).stdout).toBe(before)
  })
})

test('webserver: TLS that the gate passes through is ended by the service’s own certificate', async () => {
  expect(await configure('webserver', { tls: true })).toBe('done')
  await api.domains.add.mutate({ service: service('webserver').id, name: 'own.kinds.test', tls: 'passthrough' })
  const subject = async () => {
    const socket = await handshake('own.kinds.test')
    const { CN } = socket.getPeerCertificate().subject
    socket.destroy()
    return CN
  }
  await until('the service’s own certificate', subject, (seen) => seen === 'reeve', 30)
  expect((await get(host)).status).toBe(200)
})

describe('even root of a VPS cannot speak in another’s name: what is not its own is dropped on the wire', () => {
  // Asks for the gate's hardware address; the gate's kernel would remember who asked.
  const ask = async (from: string) => {
    await run('ssh', ['ip', 'neigh', 'flush', 'dev', 'eth0'])
    const program = `use IO::Socket::INET; IO::Socket::INET->new(PeerAddr => "10.88.0.1:80", LocalAddr => "${from}", Timeout => 1)`
    await run('ssh', ['perl', '-e', program])
  }
  const seen = async (address: string) => (await inside('gate', ['ip', 'neigh', 'show', address])).stdout
  const address = async () => {
    const { stdout } = await run('ssh', ['ip', '-o', '-4', 'address', 'show', 'dev', 'eth0'])
    return /inet ([\d.]+)/.exec(stdout)?.[1] ?? ''
  }

  test('an address', async () => {
    const own = await address()
    await run('ssh', ['ip', 'address', 'add', '10.88.250.250/16', 'dev', 'eth0'])
    await ask('10.88.250.250')
    await ask(own)
    expect(await seen(own)).toContain('lladdr')
    expect(await seen('10.88.250.250')).not.toContain('lladdr')
  })

  test('the address of a neighbour, who goes on answering', async () => {
    const neighbour = service('webserver').id
    const within = (argv: string[]) => inside(neighbour, argv, { project: projectOf(tenant) })
    const theirs = /inet ([\d.]+)/.exec((await within(['ip', '-o', '-4', 'address', 'show', 'dev', 'eth0'])).stdout)?.[1] ?? ''
    const card = (await within(['cat', '/sys/class/net/eth0/address'])).stdout.trim()
    expect((await run('ssh', ['ip', 'address', 'add', `${theirs}/16`, 'dev', 'eth0'])).status).toBe(0)
    try {
      await inside('gate', ['ip', 'neigh', 'flush', 'to', theirs])
      await ask(theirs)
      expect((await get(host)).status).toBe(200)
      expect(await seen(theirs)).toContain(`lladdr ${card}`)
    } finally {
      await run('ssh', ['ip', 'address', 'del', `${theirs}/16`, 'dev', 'eth0'])
    }
  })

  test('and it hears nothing that is sent to a neighbour', async () => {
    const { stdout } = await inside(service('webserver').id, ['ip', '-o', '-4', 'address', 'show', 'dev', 'eth0'], {
      project: projectOf(tenant),
    })
    const theirs = /inet ([\d.]+)/.exec(stdout)?.[1] ?? ''
    const own = await address()
    await run('ssh', ['ip', 'link', 'set', 'dev', 'eth0', 'promisc', 'on'])
    // Every frame to a single receiver, for five seconds: whose address stands in it.
    const listen = `socket(my $all, 17, 3, 768) or die $!; $SIG{ALRM} = sub { exit }; $| = 1; alarm 5;
      while (defined recv($all, my $frame, 65535, 0)) { next if ord($frame) & 1;
        for my $address (@ARGV) { print "$address\\n" if index($frame, pack("C4", split /\\./, $address)) >= 0 } }`
    const listening = run('ssh', ['perl', '-e', listen, own, theirs])
    for (let turn = 0; turn < 3; turn += 1) {
      await ask(own)
      expect((await get(host)).status).toBe(200)
    }
    const heard = (await listening).stdout.split('\n')
    await run('ssh', ['ip', 'link', 'set', 'dev', 'eth0', 'promisc', 'off'])
    expect(heard).toContain(own)
    expect(heard).not.toContain(theirs)
  })

  test('a hardware address', async () => {
    const [own, card] = [await address(), (await run('ssh', ['cat', '/sys/class/net/eth0/address'])).stdout.trim()]
    const change = (to: string) => run('ssh', ['ip', 'link', 'set', 'dev', 'eth0', 'address', to])
    await inside('gate', ['ip', 'neigh', 'flush', 'to', own])
    expect((await change('02:88:0a:58:10:ff')).status).toBe(0)
    await ask(own)
    expect(await seen(own)).not.toContain('lladdr')
    expect((await change(card)).status).toBe(0)
    await ask(own)
    expect(await seen(own)).toContain(`lladdr ${card}`)
  })
})

describe('ssh', () => {
  const ssh = (key: string, ...command: string[]) => {
    const known = ['-o', 'StrictHostKeyChecking=accept-new', '-o', `UserKnownHostsFile=${join(folder, 'hosts')}`]
    return program('ssh', [...known, '-o', 'BatchMode=yes', '-i', join(folder, key), `tenant@${service('ssh').ownAddress}`, ...command])
  }

  test('a key that is taken from the list opens nothing any more, one that is added does', async () => {
    expect((await ssh('first', 'id -un')).stdout).toBe('tenant\n')
    expect(await configure('ssh', { authorizedKeys: [await makeKey('second')] })).toBe('done')
    expect((await ssh('second', 'id -un')).stdout).toBe('tenant\n')
    expect((await ssh('first', 'id -un')).status).toBe(255)
  })

  test('keys that the tenant lays down by itself, and passwords, open nothing', async () => {
    const own = readFileSync(join(folder, 'first.pub'), 'utf8').trim()
    expect((await ssh('second', `mkdir -p .ssh && echo '${own}' > .ssh/authorized_keys`)).status).toBe(0)
    expect((await ssh('first', 'true')).status).toBe(255)
    expect((await ssh('first', '-o', 'PreferredAuthentications=password', 'true')).stderr).toContain('Permission denied (publickey)')
  })

  test('files go there and back by SFTP, also where a shell is not given', async () => {
    expect(await configure('ssh', { authorizedKeys: [readFileSync(join(folder, 'second.pub'), 'utf8').trim()], sftpOnly: true })).toBe(
      'done',
    )
    writeFileSync(join(folder, 'up'), 'by sftp')
    const known = ['-o', `UserKnownHostsFile=${join(folder, 'hosts')}`, '-o', 'BatchMode=yes', '-i', join(folder, 'second')]
    const batch = `put ${join(folder, 'up')} there\nget there ${join(folder, 'down')}\n`
    expect((await program('sftp', [...known, '-b', '-', `tenant@${service('ssh').ownAddress}`], batch)).status).toBe(0)
    expect(readFileSync(join(folder, 'down'), 'utf8')).toBe('by sftp')
    expect((await ssh('second', 'echo shell')).stdout).not.toContain('shell')
  })
})

describe('postgresql', () => {
  const secret = 'second password 2'
  const psql = (secret: string, database: string, sql: string, user = 'app') => {
    writeFileSync(join(folder, 'pgpass'), `*:*:*:*:${secret}\n`, { mode: 0o600 })
    const where = `host=${service('postgresql').ownAddress} user=${user} dbname=${database} sslmode=require passfile=${join(folder, 'pgpass')}`
    return program('psql', ['-XAtc', sql, where])
  }

  test('a database and another password are there as soon as the change is done; what was stored stays', async () => {
    expect((await psql(password, 'kinds_one', 'create table kept (n int); insert into kept values (42)')).status).toBe(0)
    const verifier = await scramVerifier(secret)
    const change = (...databases: string[]) => configure('postgresql', { databases, password: verifier })
    expect(await change('kinds_one', 'kinds_two')).toBe('done')
    expect((await psql(secret, 'kinds_two', 'select current_user')).stdout).toBe('app\n')
    expect((await psql(password, 'kinds_one', 'select 1')).stderr).toContain('password authentication failed')
    expect((await psql(secret, 'kinds_one', 'select n from kept')).stdout).toBe('42\n')
    // Taken from the list it is closed, not dropped.
    expect(await change('kinds_two')).toBe('done')
    expect((await psql(secret, 'kinds_one', 'select 1')).status).not.toBe(0)
    expect(await change('kinds_one', 'kinds_two')).toBe('done')
    expect((await psql(secret, 'kinds_one', 'select n from kept')).stdout).toBe('42\n')
  })

  test('the superuser cannot come in, and the owner cannot run programs or read files of the VPS', async () => {
    expect((await psql(secret, 'postgres', 'select 1', 'postgres')).status).not.toBe(0)
    expect((await psql(secret, 'kinds_one', "copy kept from program 'id'")).stderr).toMatch(/privileges|permission/)
    expect((await psql(secret, 'kinds_one', "select pg_read_file('/etc/passwd')")).stderr).toContain('permission denied')
  })

  test('a stop is a clean one', async () => {
    const recoveries = async () => {
      const { lines } = await api.services.logs.query({ service: service('postgresql').id, lines: 1000 })
      return lines.filter((line) => line.includes('was not properly shut down')).length
    }
    const before = await recoveries()
    await reeve('service', 'sleep', `${name}/postgresql`, '--stop')
    await reeve('service', 'wake', `${name}/postgresql`)
    expect(await recoveries()).toBe(before)
  })
})
