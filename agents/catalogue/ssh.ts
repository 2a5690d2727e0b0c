import * as z from 'zod'
import type { Accounts } from '../../contracts/accounts.ts'
import { authorizedKey } from '../../contracts/authorized-key.ts'
import { execlineScript } from './execline.ts'
import { defineKind } from './kind.ts'
import { accountFiles, accountsProgram, keyFileOf, mainUser, nameService } from './ssh/accounts.ts'

export const sshConfig = z.strictObject({
  authorizedKeys: z
    .array(authorizedKey)
    .max(100)
    .default([])
    .describe('Public keys that may sign in, one OpenSSH line each. Taking one away ends all sessions of the main user'),
  sftpOnly: z.boolean().default(false).describe('File transfer only, no shell'),
  forwarding: z.boolean().default(false).describe('Allow TCP forwarding'),
})
type SshConfig = z.infer<typeof sshConfig>

const user = mainUser
const home = '/srv/home/tenant'
const keys = '/srv/keys'
/** What only newer releases of OpenSSH know; found out when the image is made. */
const releaseConfig = '/etc/reeve-sshd-release.conf'
const yesNo = (value: boolean) => (value ? 'yes' : 'no')

const renderSshd = ({ sftpOnly, forwarding }: SshConfig, { osUsers }: Accounts): string =>
  [
    `Include ${releaseConfig}`,
    'Port 22',
    'AddressFamily inet',
    'PidFile none',
    `HostKey ${keys}/ssh_host_ed25519_key`,
    `HostKey ${keys}/ssh_host_ecdsa_key`,
    'LogLevel INFO',
    'UsePAM no',
    'PermitRootLogin no',
    `AllowUsers ${[user, ...osUsers.map(({ name }) => name)].join(' ')}`,
    'AuthenticationMethods publickey',
    'PubkeyAuthentication yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    // Root's own files: what somebody writes into a home gives nobody access.
    `AuthorizedKeysFile ${keyFileOf('%u')}`,
    'UseDNS no',
    'X11Forwarding no',
    'AllowAgentForwarding no',
    `AllowTcpForwarding ${yesNo(forwarding)}`,
    'AllowStreamLocalForwarding no',
    'PermitTunnel no',
    'PermitUserEnvironment no',
    'PrintMotd no',
    'PrintLastLog no',
    // All clients come by the gate's address.
    'MaxStartups 50:30:200',
    'LoginGraceTime 30',
    'ClientAliveInterval 60',
    'ClientAliveCountMax 3',
    'Subsystem sftp internal-sftp',
    ...(sftpOnly ? ['ForceCommand internal-sftp'] : []),
    '',
  ].join('\n')

const newKey = (type: string, ...more: string[]) => [
  'ifelse',
  ['test', '-s', `${keys}/ssh_host_${type}_key.pub`],
  ['true'],
  'foreground',
  ['rm', '-f', `${keys}/ssh_host_${type}_key`],
  'ssh-keygen',
  '-q',
  '-t',
  type,
  ...more,
  '-N',
  '',
  '-C',
  '',
  '-f',
  `${keys}/ssh_host_${type}_key`,
]

export const ssh = defineKind<SshConfig>({
  kind: 'ssh',
  title: 'SSH server',
  summary: 'Shell and file transfer (SFTP, rsync) by OpenSSH, with keys only',
  row: 'secure-shell-server',
  image: {
    packages: ['openssh-server', 'openssh-sftp-server', 'rsync', 'less', 'nano', 'libarchive-tools', nameService.package],
    files: [
      {
        path: '/usr/lib/reeve/sshd-release',
        content: execlineScript(
          ['foreground', ['install', '-d', '/run/sshd']],
          ['redirfd', '-w', '1', releaseConfig],
          [
            'ifelse',
            [
              'redirfd',
              '-w',
              '1',
              '/dev/null',
              'redirfd',
              '-w',
              '2',
              '/dev/null',
              '/usr/sbin/sshd',
              '-T',
              '-f',
              '/dev/null',
              '-o',
              'PerSourcePenalties=no',
            ],
            // Every client has the gate's address: a penalty for one would be one for all.
            ['echo', 'PerSourcePenalties no'],
          ],
          ['echo', '# nothing'],
        ),
        mode: 0o755,
      },
    ],
    commands: [
      // "*" and not "!": sshd takes the latter for a locked user, also with keys.
      ['useradd', '--uid', '1000', '--user-group', '--no-create-home', '--home-dir', home, '--shell', '/bin/bash', '--password', '*', user],
      ['/usr/lib/reeve/sshd-release'],
      ...nameService.commands,
      // Each service makes keys of its own. Nothing may grow on the root: its pool has no quota.
      ['find', '/etc/ssh', '-name', 'ssh_host_*', '-delete'],
      ['rm', '-f', '/var/log/btmp', '/var/log/wtmp', '/var/log/lastlog', '/etc/motd'],
    ],
  },
  firstBoot: [
    ['install', '-d', '-m', '0700', keys],
    newKey('ed25519'),
    newKey('ecdsa', '-b', '256'),
    ['install', '-d', '-m', '0755', '/srv/home'],
    ['install', '-d', '-o', user, '-g', user, '-m', '0750', home],
  ],
  processes: [
    {
      name: 'sshd',
      run: {
        sh: [
          'mkdir -p /run/sshd',
          `[ ! -x ${accountsProgram} ] || ${accountsProgram}`,
          'exec /usr/sbin/sshd -D -e -f /etc/reeve/sshd_config',
        ],
      },
    },
  ],
  ports: [{ name: 'ssh', port: 22 }],
  addressing: ['address'],
  config: sshConfig,
  accounts: 'shell',
  render: (config, { accounts }) => [
    { path: '/etc/reeve/sshd_config', content: renderSshd(config, accounts), mode: 0o644 },
    ...accountFiles(accounts),
    { path: keyFileOf(user), content: config.authorizedKeys.map((key) => `${key}\n`).join(''), mode: 0o644 },
  ],
  check: [['/usr/sbin/sshd', '-t', '-f', '/etc/reeve/sshd_config']],
  reload: [[accountsProgram], ['s6-svc', '-h', '/etc/s6/services/sshd']],
  probe: { port: 22, protocol: 'ssh' },
  files: null,
  resources: { cpus: 1, memoryMiB: 128, diskMiB: 1024, processes: 128 },
})
