import { conf } from '../../../core/conf.ts'
import { firewallChecks, refusedBy } from './haproxy-firewall.ts'
import { sourceLimits } from './haproxy-http.ts'
import { bindsOf, files, type Layout, serviceSeconds, sharesOf } from './layout.ts'
import { findDatabase, noDatabase, wakeTcp } from './lua.ts'

/** TLS by server name, and raw ports by address or by PostgreSQL's start-up packet. */
export const tcpFrontends = (layout: Layout): string =>
  [tls(layout), passthrough(layout), raw(layout), byAddress(layout), byDatabase(layout)].join('\n')

/** How long a client may take until it has said what it wants. */
const firstWord = '  tcp-request inspect-delay 5s\n'

/** Reads the server name without ending TLS. A name that nobody owns is closed before a handshake, and shows no certificate. */
function tls(layout: Layout): string {
  const { map } = files(layout.state)
  const shares = sharesOf(layout)
  return [
    'frontend tls\n',
    bindsOf(layout, layout.https),
    conf`  mode tcp\n  maxconn ${shares.tls}\n  timeout client ${serviceSeconds}s\n`,
    sourceLimits('tls', shares.source.tls),
    firstWord,
    '  tcp-request content set-var(txn.name) req.ssl_sni,lower,rtrim(.) if { req.ssl_hello_type 1 }\n',
    conf`  tcp-request content set-var(txn.service) var(txn.name),map_str(${map('passthrough')}) if { req.ssl_hello_type 1 }\n`,
    '  tcp-request content accept if { var(txn.service) -m found }\n',
    conf`  tcp-request content accept if { req.ssl_hello_type 1 } { var(txn.name),map_str(${map('tls')}) -m found }\n`,
    '  tcp-request content reject\n',
    '  use_backend passthrough if { var(txn.service) -m found }\n',
    '  default_backend tls_end\n\n',
    conf`backend tls_end\n  mode tcp\n  timeout server 24h\n  server here abns@${layout.tlsEnd} send-proxy-v2\n`,
  ].join('')
}

const passthrough = (layout: Layout): string =>
  [
    conf`backend passthrough\n  mode tcp\n  timeout server ${serviceSeconds}s\n`,
    '  option srvtcpka\n  tcp-request inspect-delay 60s\n',
    '  tcp-request content set-var(txn.port) int(443)\n',
    '  tcp-request content set-var-fmt(txn.by) "sni %[var(txn.name)]"\n',
    firewalled(layout, 443),
    held(layout),
  ].join('')

/** An address and port that no service has is reset before anything is read; at the shared one, the start-up packet has to come soon. */
function raw(layout: Layout): string {
  const { map } = files(layout.state)
  const shares = sharesOf(layout)
  return [
    conf`frontend raw\n  mode tcp\n  maxconn ${shares.raw}\n  timeout client 7d\n  option clitcpka\n`,
    ...layout.raw.map((bind) => bindsOf(layout, bind)),
    sourceLimits('raw', shares.source.raw),
    '  tcp-request connection set-var-fmt(sess.target) "%[dst]:%[dst_port]"\n',
    conf`  tcp-request connection reject unless { var(sess.target),map_str(${map('addresses')}) -m found } || { var(sess.target) -m str ${layout.shared} ${layout.shared6} }\n`,
    firstWord,
    conf`  tcp-request content accept unless { var(sess.target) -m str ${layout.shared} ${layout.shared6} }\n`,
    conf`  tcp-request content lua.${findDatabase}\n`,
    '  tcp-request content reject unless { var(txn.database) -m found }\n',
    conf`  use_backend by_database if { var(sess.target) -m str ${layout.shared} ${layout.shared6} }\n`,
    '  default_backend by_address\n',
  ].join('')
}

const byAddress = (layout: Layout): string =>
  [
    'backend by_address\n  mode tcp\n  timeout server 7d\n  option srvtcpka\n  tcp-request inspect-delay 60s\n',
    conf`  tcp-request content set-var(txn.service) var(sess.target),map_str(${files(layout.state).map('addresses')})\n`,
    '  tcp-request content set-var(txn.port) dst_port\n',
    '  tcp-request content set-var-fmt(txn.by) "address %[var(sess.target)]"\n',
    held(layout),
  ].join('')

const byDatabase = (layout: Layout): string =>
  [
    'backend by_database\n  mode tcp\n  timeout server 7d\n  option srvtcpka\n  tcp-request inspect-delay 60s\n',
    conf`  tcp-request content set-var(txn.service) var(txn.database),map_str(${files(layout.state).map('databases')})\n`,
    conf`  tcp-request content lua.${noDatabase} unless { var(txn.service) -m found }\n`,
    '  tcp-request content reject unless { var(txn.service) -m found }\n',
    '  tcp-request content set-var(txn.port) int(5432)\n',
    '  tcp-request content set-var-fmt(txn.by) "login %[var(txn.database)]"\n',
    firewalled(layout, 5432),
    held(layout),
  ].join('')

/** Names that share an address; services with an address of their own are guarded by the kernel (firewall/render.ts). */
const firewalled = (layout: Layout, port: 443 | 5432): string =>
  [...firewallChecks(layout, 'tcp-request content', port), `tcp-request content reject if ${refusedBy}`]
    .map((rule) => `  ${rule}\n`)
    .join('')

/** Holds a connection until its service is awake. Tracked before the live map is read, as in `haproxy-http.ts`. */
function held(layout: Layout): string {
  const { map } = files(layout.state)
  return [
    conf`  tcp-request content reject if { var(txn.service),map_str(${map('suspended')}) -m found }\n`,
    '  tcp-request content track-sc0 var(txn.service) table usage\n',
    conf`  tcp-request content set-var(txn.address) var(txn.service),map_str(${map('live')})\n`,
    conf`  tcp-request content lua.${wakeTcp} unless { var(txn.address) -m found }\n`,
    '  tcp-request content reject unless { var(txn.address) -m found }\n',
    '  tcp-request content set-dst var(txn.address)\n',
    '  tcp-request content set-dst-port var(txn.port)\n',
    '  server any 0.0.0.0:0\n',
  ].join('')
}
