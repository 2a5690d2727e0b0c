import * as z from 'zod'
import { wholeNumber } from '../../contracts/plain-errors.ts'
import { defineKind, type Files, longestAnswerSeconds, type RootFile } from './kind.ts'
import { renderNginx } from './webserver/nginx.ts'
import { renderPhp, renderPhpPool } from './webserver/php.ts'
import { protectionFiles } from './webserver/protection.ts'
import { welcomePage } from './webserver/welcome.ts'

const noFile = 'Use a file name such as index.html.'
const fileName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/, noFile)
  .meta({ complaint: noFile })
const noFolder = 'Use a folder such as public, or nothing for the top.'
const folder = z
  .string()
  .max(200)
  .regex(/^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,63}(?:\/[A-Za-z0-9_][A-Za-z0-9._-]{0,63})*)?$/, noFolder)
  .meta({ complaint: noFolder })

export const webserverConfig = z.strictObject({
  php: z.boolean().default(true).describe('Run files that end in .php'),
  index: z
    .array(fileName)
    .min(1)
    .max(10)
    .default(['index.php', 'index.html', 'index.htm'])
    .describe('Names of index files, first found wins'),
  folder: folder.default('').describe('Folder below the site that is served, such as public'),
  frontController: z
    .union([z.literal(''), fileName])
    .default('')
    .describe('File that answers what is no file, such as index.php'),
  notFoundPage: z
    .union([z.literal(''), fileName])
    .default('')
    .describe('Own page for what is not found, such as 404.html'),
  listing: z.boolean().default(false).describe('Show the content of folders without an index file'),
  maxBodyMiB: wholeNumber(1, 2048).default(64).describe('Largest request or upload, in MiB'),
  phpMemoryMiB: wholeNumber(16, 4096).default(128).describe('Memory of one PHP request, in MiB'),
  phpSeconds: wholeNumber(1, longestAnswerSeconds).default(30).describe('Time of one PHP request, in seconds'),
  phpWorkers: wholeNumber(1, 64).default(4).describe('PHP requests at the same time'),
  tls: z.boolean().default(false).describe('Answer TLS here too, for domains whose TLS the gate passes through; self-made certificate'),
})
export type WebserverConfig = z.infer<typeof webserverConfig>

const user = 'site'
const files: Files = { root: '/srv/www', uid: 1000, gid: 1000, site: 'htdocs' }
const phpSocket = '/run/php.sock'
/** Not empty while PHP is on. */
const phpSwitch = '/etc/reeve/php'
const phpReload = '/usr/lib/reeve/php-reload'
/** PHP-FPM takes its socket along when it begins anew: requests wait in it meanwhile and none is refused. */
const phpReloadScript = `#!/bin/sh
cd /etc/s6/services
[ -s ${phpSwitch} ] || exec s6-svc -d php
ran=$(s6-svstat -o up php)
s6-svc -u php
if [ "$ran" = true ]; then exec s6-svc -2 php; fi
`
const file = (path: string, content: string): RootFile => ({ path, content, mode: 0o644 })
const asSite = (...argv: string[]) => ['s6-setuidgid', user, ...argv]

export const webserver = defineKind<WebserverConfig>({
  kind: 'webserver',
  title: 'Web server',
  summary: 'Static files and PHP, served by nginx and PHP-FPM',
  row: 'webserver',
  image: {
    packages: [
      'nginx',
      'php-fpm',
      'php-curl',
      'php-gd',
      'php-intl',
      'php-mbstring',
      'php-mysql',
      'php-pgsql',
      'php-sqlite3',
      'php-xml',
      'php-zip',
      'libarchive-tools',
      'openssl',
    ],
    files: [file('/usr/share/reeve/welcome.html', welcomePage), { path: phpReload, content: phpReloadScript, mode: 0o755 }],
    commands: [
      [
        'useradd',
        '--uid',
        String(files.uid),
        '--user-group',
        '--no-create-home',
        '--home-dir',
        files.root,
        '--shell',
        '/usr/sbin/nologin',
        user,
      ],
      // The name carries the release's version of PHP; run scripts want one that stays.
      ['find', '/usr/sbin', '-name', 'php-fpm[0-9]*', '-exec', 'ln', '-sf', '{}', '/usr/lib/reeve/php-fpm', ';'],
      ['rm', '-rf', '/var/www/html', '/var/lib/php/sessions'],
    ],
  },
  firstBoot: [
    ['install', '-d', '-m', '0700', '/srv/keys'],
    ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650'].concat([
      '-subj',
      '/CN=reeve',
      '-keyout',
      '/srv/keys/tls.key',
      '-out',
      '/srv/keys/tls.crt',
    ]),
    // Below root's own folder, so that none of these can be a link that the site's user laid.
    ['install', '-d', '-o', 'www-data', '-m', '0700', '/srv/nginx'],
    ['install', '-d', '-o', user, '-m', '0700', '/srv/sessions'],
    ['install', '-d', '-o', user, '-g', user, '-m', '0755', files.root],
    asSite('mkdir', '-p', `${files.root}/.reeve/sites/first`),
    asSite('cp', '/usr/share/reeve/welcome.html', `${files.root}/.reeve/sites/first/index.html`),
    asSite('ln', '-sfn', '.reeve/sites/first', `${files.root}/${files.site}`),
  ],
  processes: [
    {
      name: 'nginx',
      run: { sh: ['exec nginx -c /etc/reeve/nginx.conf'] },
    },
    {
      name: 'php',
      // Requests queue in the socket until PHP has loaded. nginx goes before it: one processor has both to start.
      run: {
        sh: [
          `[ -s ${phpSwitch} ] || exec s6-svc -O .`,
          `export FPM_SOCKETS=${phpSocket}=9`,
          `exec nice -n 10 fdmove 9 0 s6-applyuidgid -u ${files.uid} -g ${files.uid} -G '' \\`,
          '  /usr/lib/reeve/php-fpm -F -O -c /etc/reeve/php.ini -y /etc/reeve/php-fpm.conf',
        ],
      },
      downSignal: 'SIGQUIT',
    },
  ],
  socket: phpSocket,
  ports: [
    { name: 'http', port: 80 },
    { name: 'https', port: 443 },
  ],
  addressing: ['host', 'sni'],
  config: webserverConfig,
  accounts: 'folders',
  render: (config, { resources, accounts }) => [
    file(
      '/etc/reeve/nginx.conf',
      renderNginx({ config, resources, root: `${files.root}/${files.site}`, socket: phpSocket, folders: accounts.folders }),
    ),
    ...protectionFiles(accounts.folders),
    file('/etc/reeve/php.ini', renderPhp(config)),
    file('/etc/reeve/php-fpm.conf', renderPhpPool(config, phpSocket)),
    file(phpSwitch, config.php ? 'on\n' : ''),
  ],
  check: [
    ['nginx', '-t', '-q', '-c', '/etc/reeve/nginx.conf'],
    ['s6-setuidgid', user, '/usr/lib/reeve/php-fpm', '-t', '-c', '/etc/reeve/php.ini', '-y', '/etc/reeve/php-fpm.conf'],
  ],
  reload: [[phpReload], ['s6-svc', '-h', '/etc/s6/services/nginx']],
  probe: { port: 80, protocol: 'http' },
  files,
  resources: { cpus: 1, memoryMiB: 256, diskMiB: 1024, processes: 128 },
})
