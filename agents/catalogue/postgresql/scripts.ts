import { execlineScript } from '../execline.ts'
import type { QuickScript, RootFile } from '../kind.ts'

const bin = '/usr/lib/reeve/pg'
const config = '/etc/reeve/postgresql.conf'
const wanted = '/etc/reeve/provision.sql'
const psql = [`${bin}/psql`, '-X', '-q', '-h', '/run/postgresql', '-U', 'postgres', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-f', wanted]

const clusterOf = (data: string) => `${data}/main`
/** The statements that were carried out last. */
const doneOf = (data: string) => `${data}/provisioned.sql`

/** The server, as soon as roles and databases are as wanted. */
export const runScript = (data: string): QuickScript => ({
  sh: [
    'install -d -o postgres -g postgres -m 2775 /run/postgresql',
    `s6-setuidgid postgres cmp -s ${wanted} ${doneOf(data)} || s6-setuidgid postgres /usr/lib/reeve/pg-provision`,
    `exec s6-setuidgid postgres ${bin}/postgres -D ${clusterOf(data)} -c config_file=${config}`,
  ],
})

/** Programs of the image. All are run as the user postgres; root touches nothing below its folder. */
export function scripts(data: string): RootFile[] {
  const cluster = clusterOf(data)
  const fresh = `${data}/new`
  const done = doneOf(data)
  const provision = [
    // Before the port opens: roles and databases are there when the first client gets through.
    ['if', [`${bin}/pg_ctl`, 'start', '-D', cluster, '-w', '-t', '60', '-s', '-o', `-c config_file=${config} -c listen_addresses=''`]],
    ['foreground', ['if', psql, 'cp', wanted, done]],
    [`${bin}/pg_ctl`, 'stop', '-D', cluster, '-w', '-m', 'fast', '-s'],
  ]
  const script = (name: string, ...lines: Parameters<typeof execlineScript>): RootFile => ({
    path: `/usr/lib/reeve/${name}`,
    content: execlineScript(...lines),
    mode: 0o755,
  })
  return [
    script(
      'pg-init',
      ['ifelse', ['test', '-e', `${cluster}/PG_VERSION`], ['true']],
      ['if', ['rm', '-rf', fresh]],
      ['if', [`${bin}/initdb`, '-D', fresh, '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--data-checksums', '-A', 'peer']],
      [
        'if',
        [
          'openssl',
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-days',
          '3650',
          '-subj',
          '/CN=reeve',
        ].concat(['-keyout', `${data}/tls.key`, '-out', `${data}/tls.crt`]),
      ],
      ['mv', '-T', fresh, cluster],
    ),
    script('pg-provision', ...provision),
    script('pg-check', [
      'redirfd',
      '-w',
      '1',
      '/dev/null',
      `${bin}/postgres`,
      '-D',
      cluster,
      '-c',
      `config_file=${config}`,
      '-C',
      'data_directory',
    ]),
    script(
      'pg-reload',
      ['if', ['ifelse', ['cmp', '-s', wanted, done], ['true'], 'if', psql, 'cp', wanted, done]],
      [`${bin}/pg_ctl`, 'reload', '-s', '-D', cluster],
    ),
  ]
}
