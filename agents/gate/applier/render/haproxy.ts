import { createHash } from 'node:crypto'
import { conf } from '../../../core/conf.ts'
import { counterCount } from './counters.ts'
import { firewallTables } from './haproxy-firewall.ts'
import { httpFrontends } from './haproxy-http.ts'
import { tcpFrontends } from './haproxy-tcp.ts'
import { files, type Layout, sharesOf } from './layout.ts'
import { renderLua } from './lua.ts'
import { renderPages } from './pages.ts'

/**
 * The whole haproxy.cfg. It depends on the installation only, never on tenants: what they wish is in maps and certificates, which change at run
 * time, so that HAProxy is not reloaded in normal work.
 */
export function renderHaproxy(layout: Layout): string {
  const text = [process(layout), defaults(layout), tables, httpFrontends(layout), tcpFrontends(layout), wakeHop(layout)].join('\n')
  return text.replace('global\n', conf`global\n  description ${frameDigest(layout, text)}\n`)
}

/** Of everything that HAProxy reads once: by it a running HAProxy tells which configuration it has. */
function frameDigest(layout: Layout, text: string): string {
  const pages = [...renderPages()].flat()
  return createHash('sha256')
    .update(JSON.stringify([text, renderLua(layout.wakeHop), pages]))
    .digest('hex')
    .slice(0, 32)
}

function process(layout: Layout): string {
  const { lua } = files(layout.state)
  const { uid, gid } = layout.socketOwner
  const text = conf`global
  log stdout format raw local0 notice
  stats socket ${layout.socket} mode 600 uid ${uid} gid ${gid} level admin
  stats timeout 60s
  maxconn ${layout.maxConnections}
  nbthread ${layout.threads}
  hard-stop-after 10s
  lua-load-per-thread ${lua}
  ssl-default-bind-options ssl-min-ver TLSv1.2
`
  return layout.user === undefined ? text : text + conf`  user ${layout.user}\n  group ${layout.user}\n`
}

function defaults(layout: Layout): string {
  const { page } = files(layout.state)
  const errors = [400, 408, 502, 503, 504].map(
    (status) =>
      conf`  http-error status ${status} content-type "text/html; charset=utf-8" file ${page(String(status))} hdr Cache-Control no-store\n`,
  )
  return `defaults
  log global
  option dontlog-normal
  option dontlognull
  timeout connect 5s
  timeout client 60s
  timeout server 300s
  timeout http-request 15s
  timeout http-keep-alive 30s
${errors.join('')}`
}

/** `usage` tells the applier when a service was last used and what is open: an entry is touched when a request begins and when it ends. What it counts is the statistics'. */
const tables = `backend usage
  stick-table type string len 16 size 200k expire 7d store conn_cur,http_req_cnt,bytes_in_cnt,bytes_out_cnt,gpc(${counterCount})

${firewallTables}
${['http', 'https', 'tls', 'raw']
  .map(
    (frontend) =>
      `backend sources-${frontend}\n  stick-table type ipv6 size 100k expire 60s store conn_cur,conn_rate(10s),http_req_rate(10s)\n`,
  )
  .join('\n')}`

/** Lua speaks plain HTTP on loopback; HAProxy makes mutual TLS of it and keeps connections to the waker open. */
const wakeHop = (layout: Layout): string => conf`frontend wake
  maxconn ${sharesOf(layout).wake}
  bind ${layout.wakeHop.address}:${layout.wakeHop.port}
  mode http
  timeout client 90s
  default_backend waker

backend waker
  mode http
  http-reuse always
  retries 2
  retry-on conn-failure empty-response
  timeout connect 2s
  timeout server 90s
  server waker ${layout.waker.address}:${layout.waker.port} ssl crt ${files(layout.state).wakeClient} ca-file ${layout.wakerAuthority} verify required verifyhost waker pool-purge-delay 300s
`
