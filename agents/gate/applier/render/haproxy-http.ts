import { conf } from '../../../core/conf.ts'
import { answerRules, beginRule, heldRule } from './counters.ts'
import { firewallChecks, freshConfirmation, oneSource, refusedBy } from './haproxy-firewall.ts'
import { bindsOf, files, type Layout, serviceSeconds, sharesOf } from './layout.ts'
import { wakeHttp } from './lua.ts'

/** Port 80, the end of TLS, and where their requests go. */
export function httpFrontends(layout: Layout): string {
  const { panel, state } = layout
  const shares = sharesOf(layout)
  return [
    'frontend http\n',
    bindsOf(layout, layout.http),
    conf`  mode http\n  maxconn ${shares.http}\n`,
    sourceLimits('http', shares.source.http),
    '  tcp-request connection set-var(sess.opened) date(0,ms)\n',
    requests(layout, 'http'),
    conf`\nfrontend https\n  bind abns@${layout.tlsEnd} accept-proxy ssl crt-list ${files(state).certificateList} strict-sni alpn h2,http/1.1\n  mode http\n  maxconn ${shares.https}\n`,
    `  tcp-request session track-sc1 ${oneSource} table sources-https\n`,
    '  tcp-request session set-var(sess.opened) date(0,ms)\n',
    requests(layout, 'https'),
    conf`
backend panel
  mode http
  timeout server 1h
  timeout tunnel 1h
  server panel ${panel.address}:${panel.port}
`,
    services,
  ].join('')
}

/**
 * Generous, since many people may share one address; enough to keep a few of them from taking every connection. Each frontend counts for itself:
 * who has many pages open still gets mail and a database.
 */
export const sourceLimits = (frontend: 'http' | 'tls' | 'raw', connections: number): string =>
  `  tcp-request connection track-sc1 ${oneSource}` +
  conf` table sources-${frontend}
  tcp-request connection reject if { sc1_conn_rate(sources-${frontend}) gt 20000 } || { sc1_conn_cur(sources-${frontend}) gt ${connections} }
`

const services = [
  conf`
backend services
  mode http
  timeout server ${serviceSeconds}s
  timeout tunnel 24h
  option srvtcpka
  retries 3
  retry-on conn-failure empty-response
  http-request disable-l7-retry unless METH_GET
`,
  ...answerRules.map((rule) => `  ${rule}\n`),
  conf`  http-request set-dst var(txn.address)
  http-request set-dst-port var(txn.port)
  server any 0.0.0.0:0
`,
].join('')

/** Clients' own claims of who they are; `Proxy` would become HTTP_PROXY in CGI programs. */
const claims = ['Forwarded', 'X-Real-IP', 'X-Client-IP', 'Proxy']

/** A page that stands for the service. Its text is with `pages.ts`. */
const answer = (status: number, page: string, headers = '') =>
  conf`http-request return status ${status} content-type "text/html; charset=utf-8" lf-file ${page} hdr Cache-Control no-store` + headers
const retryAfter = ' hdr Retry-After "%[var(txn.retry)]"'

/**
 * A request for a name goes over a connection that was opened by that name: else a site that ends its own TLS could be reached by another site's
 * certificate. Browsers that share a connection ask again on a fresh one.
 */
const ownName = (page: string): string[] => [
  'http-request set-var(txn.name) ssl_fc_sni,lower,rtrim(.)',
  `${answer(421, page)} unless { var(txn.name),strcmp(txn.host) eq 0 }`,
]

/**
 * What happens to one request. `usage` is tracked before the live map is read: the applier removes an entry first and counts then, so a request
 * that still saw the entry is counted, and nothing is put to sleep under it.
 */
function requests(layout: Layout, scheme: 'http' | 'https'): string {
  const { map, page } = files(layout.state)
  const rules = [
    `${answer(429, page('429'))} hdr Retry-After 10 if { sc1_http_req_rate(sources-${scheme}) gt 200000 }`,
    'http-request set-var(txn.host) req.hdr(host),host_only,lower,rtrim(.)',
    ...(scheme === 'https' ? ownName(page('421')) : []),
    'http-request del-header X-Forwarded- -m beg',
    ...claims.map((header) => conf`http-request del-header ${header}`),
    'http-request set-header X-Forwarded-For %[src]',
    conf`http-request set-header X-Forwarded-Proto ${scheme}`,
    conf`http-request set-var(txn.panel) var(txn.host),map_str(${map('panel')})`,
    scheme === 'http' ? 'http-request redirect scheme https code 308 if { var(txn.panel) -m str tls }' : '',
    ...freshConfirmation(layout),
    'http-request allow if { var(txn.panel) -m found }',
    conf`http-request set-var(txn.service) var(txn.host),map_str(${map('hosts')})`,
    `${answer(421, page('421'))} unless { var(txn.service) -m found }`,
    `${answer(503, page('suspended'))} hdr Retry-After 3600 if { var(txn.service),map_str(${map('suspended')}) -m found }`,
    ...firewallChecks(layout, 'http-request', scheme === 'http' ? 80 : 443),
    `${answer(403, page('403'))} if ${refusedBy}`,
    conf`http-request set-var(txn.redirect) var(txn.host),map_str(${map('redirects')})`,
    conf`http-request redirect prefix "${scheme}://%[var(txn.redirect)]" code 308 if { var(txn.redirect) -m found }`,
    'http-request track-sc0 var(txn.service) table usage',
    beginRule,
    'http-request set-var(txn.port) int(80)',
    conf`http-request set-var(txn.address) var(txn.service),map_str(${map('live')})`,
    'http-request set-var-fmt(txn.by) "host %[var(txn.host)]" unless { var(txn.address) -m found }',
    conf`http-request lua.${wakeHttp} unless { var(txn.address) -m found }`,
    heldRule,
    `${answer(503, page('waiting'), `${retryAfter} hdr Refresh "%[var(txn.retry)]"`)} if { var(txn.refused) -m str waiting }`,
    `${answer(503, page('failed'), retryAfter)} if { var(txn.refused) -m str start_failed no_answer }`,
    `${answer(503, page('suspended'))} hdr Retry-After 3600 if { var(txn.refused) -m str suspended }`,
    `${answer(503, page('halted'))} hdr Retry-After 3600 if { var(txn.refused) -m str halted }`,
    `${answer(503, page('busy'), `${retryAfter} hdr Refresh "%[var(txn.retry)]"`)} if { var(txn.refused) -m found }`,
    'use_backend panel if { var(txn.panel) -m found }',
    'default_backend services',
  ]
  return rules
    .filter((rule) => rule !== '')
    .map((rule) => `  ${rule}\n`)
    .join('')
}
