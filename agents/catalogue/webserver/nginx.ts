import type { Accounts } from '../../../contracts/accounts.ts'
import type { Resources } from '../../../contracts/limits.ts'
import { logPipe } from '../base.ts'
import type { WebserverConfig } from '../webserver.ts'
import { protectionOf, protectionUsers } from './protection.ts'

interface Directive {
  words: string[]
  block?: Directive[]
}
const set = (...words: string[]): Directive => ({ words })
const inside = (words: string[], block: Directive[]): Directive => ({ words, block })

/** Words of ours are written as they are; a word with spaces or quotes gets quotes. Nothing may break out of a directive. */
function wordText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f{};]/.test(text)) throw new TypeError(`nginx: ${JSON.stringify(text)} is no word`)
  return text === '' || /[\s'"]/.test(text) ? `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : text
}

const write = (directives: Directive[], indent = ''): string =>
  directives
    .map(({ words, block }) => {
      const head = `${indent}${words.map(wordText).join(' ')}`
      return block === undefined ? `${head};\n` : `${head} {\n${write(block, `${indent}  `)}${indent}}\n`
    })
    .join('')

/** The gate's address on the tenants' network: the only one whose word about the client counts. */
const gate = '10.88.0.1'

const fastcgi: Record<string, string> = {
  QUERY_STRING: '$query_string',
  REQUEST_METHOD: '$request_method',
  CONTENT_TYPE: '$content_type',
  CONTENT_LENGTH: '$content_length',
  SCRIPT_NAME: '$fastcgi_script_name',
  SCRIPT_FILENAME: '$realpath_root$fastcgi_script_name',
  DOCUMENT_ROOT: '$realpath_root',
  PATH_INFO: '$path_info',
  REQUEST_URI: '$request_uri',
  DOCUMENT_URI: '$document_uri',
  SERVER_PROTOCOL: '$server_protocol',
  REQUEST_SCHEME: '$client_scheme',
  GATEWAY_INTERFACE: 'CGI/1.1',
  SERVER_SOFTWARE: 'nginx',
  REMOTE_ADDR: '$remote_addr',
  REMOTE_PORT: '$remote_port',
  SERVER_ADDR: '$server_addr',
  SERVER_PORT: '$client_port',
  SERVER_NAME: '$host',
  REDIRECT_STATUS: '200',
  // A request header must never become a proxy of the program's own requests.
  HTTP_PROXY: '',
}

/** What a client may claim of itself where nobody has looked at it: programs must not read it. */
const unproven = ['FORWARDED', 'X_FORWARDED_FOR', 'X_FORWARDED_HOST', 'X_FORWARDED_PORT', 'X_FORWARDED_PROTO', 'X_REAL_IP', 'X_CLIENT_IP']

function phpLocation(config: WebserverConfig, socket: string, door: Door): Directive {
  return inside(
    ['location', '~', '\\.php(?:/|$)'],
    [
      set('fastcgi_split_path_info', '^(.+?\\.php)(/.*)?$'),
      // try_files empties the variable.
      set('set', '$path_info', '$fastcgi_path_info'),
      set('try_files', '$fastcgi_script_name', config.frontController === '' ? '=404' : `/${config.frontController}?$query_string`),
      set('fastcgi_pass', `unix:${socket}`),
      set('fastcgi_read_timeout', `${config.phpSeconds + 10}s`),
      set('fastcgi_buffers', '16', '16k'),
      set('fastcgi_buffer_size', '32k'),
      ...Object.entries(fastcgi).map(([name, value]) => set('fastcgi_param', name, value)),
      { words: ['fastcgi_param', 'HTTPS', '$client_https', 'if_not_empty'] },
      ...(door === 'tls' ? unproven.map((name) => set('fastcgi_param', `HTTP_${name}`, '')) : []),
    ],
  )
}

/** Port 80 is the gate's way in, which says who the client is. What comes to 443 was passed through unread: it speaks for itself. */
type Door = 'gate' | 'tls'

const listenAt: Record<Door, Directive[]> = {
  gate: [
    set('listen', '80', 'default_server', 'backlog=1024'),
    set('set_real_ip_from', gate),
    set('real_ip_header', 'X-Forwarded-For'),
    set('real_ip_recursive', 'off'),
  ],
  tls: [
    set('listen', '443', 'ssl', 'default_server', 'backlog=1024'),
    set('ssl_certificate', '/srv/keys/tls.crt'),
    set('ssl_certificate_key', '/srv/keys/tls.key'),
    set('ssl_protocols', 'TLSv1.2', 'TLSv1.3'),
  ],
}

function server(config: WebserverConfig, root: string, socket: string, door: Door): Directive {
  const missing = config.frontController === '' ? '=404' : `/${config.frontController}?$query_string`
  return inside(
    ['server'],
    [
      ...listenAt[door],
      set('server_name', '_'),
      set('root', config.folder === '' ? root : `${root}/${config.folder}`),
      set('index', ...config.index),
      ...(config.listing ? [set('autoindex', 'on')] : []),
      ...(config.notFoundPage === '' ? [] : [set('error_page', '404', `/${config.notFoundPage}`)]),
      // Repositories, settings and Reeve's own folder, but not .well-known.
      inside(['location', '~', '/\\.(?!well-known(?:/|$))'], [set('return', '404')]),
      // Without PHP, programs are neither run nor shown.
      config.php ? phpLocation(config, socket, door) : inside(['location', '~', '\\.php(?:/|$)'], [set('return', '404')]),
      inside(['location', '/'], [set('try_files', '$uri', '$uri/', missing)]),
    ],
  )
}

interface Site {
  config: WebserverConfig
  resources: Resources
  root: string
  socket: string
  folders: Accounts['folders']
}

/** Addresses that ask for a name and a password, for all servers. The address is looked at before anything is passed on inside nginx. */
function protection(folders: Accounts['folders']): Directive[] {
  const rows = protectionOf(folders)
  if (rows.length === 0) return []
  return [
    inside(['map', '$uri', '$closed'], [...rows.map((row) => set(row.pattern, 'Protected')), set('default', 'off')]),
    inside(['map', '$uri', '$closed_by'], [...rows.map((row) => set(row.pattern, row.file)), set('default', '0')]),
    set('auth_basic', '$closed'),
    set('auth_basic_user_file', protectionUsers),
  ]
}

export function renderNginx({ config, resources, root, socket, folders }: Site): string {
  return write([
    // The group lets nginx read what the site's user keeps from others.
    set('user', 'www-data', 'site'),
    set('worker_processes', String(Math.min(resources.cpus, 4))),
    set('pid', '/run/nginx.pid'),
    set('daemon', 'off'),
    set('error_log', 'stderr', 'warn'),
    inside(['events'], [set('worker_connections', '1024')]),
    inside(
      ['http'],
      [
        set('include', '/etc/nginx/mime.types'),
        set('default_type', 'application/octet-stream'),
        set(
          'log_format',
          'reeve',
          '$remote_addr $host "$request" $status $body_bytes_sent $request_time "$http_user_agent" "$http_referer"',
        ),
        set('access_log', logPipe, 'reeve', 'buffer=4k', 'flush=2s'),
        set('server_tokens', 'off'),
        set('sendfile', 'on'),
        set('tcp_nopush', 'on'),
        set('keepalive_timeout', '75s'),
        set('keepalive_requests', '10000'),
        set('client_max_body_size', `${config.maxBodyMiB}m`),
        ...['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'].map((name) => set(`${name}_temp_path`, `/srv/nginx/${name}`)),
        set('absolute_redirect', 'off'),
        set('gzip', 'on'),
        set('gzip_proxied', 'any'),
        set('gzip_min_length', '1024'),
        set('gzip_types', 'text/css', 'text/plain', 'application/javascript', 'application/json', 'application/xml', 'image/svg+xml'),
        // What the client spoke at the gate; another word than the gate's cannot reach this port.
        inside(['map', '$http_x_forwarded_proto', '$client_scheme'], [set('https', 'https'), set('default', '$scheme')]),
        inside(['map', '$client_scheme', '$client_https'], [set('https', 'on'), set('default', '')]),
        inside(['map', '$client_scheme', '$client_port'], [set('https', '443'), set('default', '80')]),
        ...protection(folders),
        server(config, root, socket, 'gate'),
        ...(config.tls ? [server(config, root, socket, 'tls')] : []),
      ],
    ),
  ])
}
