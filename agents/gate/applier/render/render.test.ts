import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerClasses } from '../../../../contracts/statistics.ts'
import { kinds } from '../../../catalogue/index.ts'
import { longestAnswerSeconds } from '../../../catalogue/kind.ts'
import { conf } from '../../../core/conf.ts'
import { parseMap, parseTraffic, parseUsage } from '../live.ts'
import { answerRules, counterCount } from './counters.ts'
import { renderHaproxy } from './haproxy.ts'
import type { Layout } from './layout.ts'
import { mapText } from './lines.ts'
import { renderLua } from './lua.ts'
import { renderPages } from './pages.ts'

const layout: Layout = {
  state: '/var/lib/reeve/gate',
  socket: '/run/haproxy/admin.sock',
  masterSocket: '/run/haproxy/master.sock',
  socketOwner: { uid: 2001, gid: 2001 },
  user: 'haproxy',
  maxConnections: 5000,
  threads: 1,
  http: ':80',
  https: ':443',
  six: true,
  tlsEnd: 'reeve-tls',
  raw: [':22', ':5432'],
  shared: '10.87.0.2:5432',
  shared6: 'fd52:6565:7665:87::2:5432',
  wakeHop: { address: '127.0.0.1', port: 7446 },
  waker: { address: '10.87.13.3', port: 7445 },
  wakerAuthority: '/etc/reeve/keys/ca.crt',
  panel: { address: '10.87.12.3', port: 3000, hosts: ['localhost'], tls: false },
}

test('a value that is more than one word never gets into a configuration', () => {
  const evil = fc.string({ unit: 'binary' }).filter((text) => /[^A-Za-z0-9_./:@-]/.test(text) || text === '')
  fc.assert(
    fc.property(evil, (text) => {
      expect(() => conf`bind ${text}\n`).toThrow(/does not fit/)
    }),
  )
  expect(() => conf`bind ${'a\n  user root'}\n`).toThrow(/does not fit/)
})

test('maps are sorted lines, and hostile keys are refused', () => {
  expect(
    mapText(
      new Map([
        ['b.test', 's2'],
        ['a.test', 's1'],
      ]),
    ),
  ).toBe('a.test s1\nb.test s2\n')
  expect(() => mapText(new Map([['a.test x\nb.test', 's1']]))).toThrow(/does not fit/)
})

test('every request is tracked before the live map is read, or sleep could lose it', () => {
  const sections = renderHaproxy(layout).split(/\n(?=frontend|backend)/)
  const reading = sections.filter((section) => section.includes('maps/live.map'))
  expect(reading.length).toBe(5)
  for (const section of reading) expect(section.indexOf('track-sc0')).toBeLessThan(section.indexOf('maps/live.map'))
  for (const section of reading) expect(section).toContain('track-sc0 var(txn.service) table usage')
})

test('no crowd of clients takes the connections of the gate itself, and no ten addresses take all of a frontend', () => {
  for (const maxConnections of [100, 5000, 20_000]) {
    const text = renderHaproxy({ ...layout, maxConnections })
    const sections = new Map(text.split(/\n(?=frontend|backend)/).map((section) => [section.split('\n')[0], section]))
    const limit = (frontend: string) => Number(/^ {2}maxconn (\d+)$/m.exec(sections.get(`frontend ${frontend}`) ?? '')?.[1])
    const limits = ['http', 'https', 'tls', 'raw', 'wake'].map(limit)
    expect(limits.reduce((sum, each) => sum + each, 0)).toBeLessThan(maxConnections)
    expect(limit('wake')).toBeGreaterThan(0)
    if (maxConnections < 5000) continue
    for (const frontend of ['http', 'tls', 'raw']) {
      const limits = new RegExp(`conn_cur\\(sources-${frontend}\\) gt (\\d+)`)
      const source = Number(limits.exec(sections.get(`frontend ${frontend}`) ?? '')?.[1])
      expect(source).toBeLessThanOrEqual(limit(frontend) / 10)
      // Counted for this frontend alone.
      expect(text.split(`table sources-${frontend}\n`)).toHaveLength(2)
    }
  }
})

test('the gate waits for as long as a site may take for one answer, and a little longer', () => {
  const accepts = (phpSeconds: number) => kinds.webserver?.config.safeParse({ phpSeconds }).success
  expect([accepts(longestAnswerSeconds), accepts(longestAnswerSeconds + 1)]).toEqual([true, false])
  const sections = renderHaproxy(layout).split(/\n(?=frontend|backend)/)
  for (const [name, timeout] of [
    ['backend services', 'server'],
    ['backend passthrough', 'server'],
    ['frontend tls', 'client'],
  ]) {
    const section = sections.find((text) => text.trimStart().startsWith(`${name}\n`)) ?? ''
    const seconds = Number(new RegExp(`^ {2}timeout ${timeout} (\\d+)s$`, 'm').exec(section)?.[1])
    // The site's own server gives up ten seconds after its program.
    expect(seconds).toBeGreaterThan(longestAnswerSeconds + 10)
  }
})

test('every port of the gate is open by IPv6 too, but not on a machine that has none', () => {
  const binds = (six: boolean) => renderHaproxy({ ...layout, six }).match(/^ {2}bind .*$/gm) ?? []
  const public4 = ['  bind :80', '  bind :443', '  bind :22', '  bind :5432']
  expect(binds(true)).toEqual(expect.arrayContaining([...public4, ...public4.map((bind) => `${bind.replace(' :', ' ipv6@:')} v6only`)]))
  expect(binds(false).join()).not.toContain('ipv6')
  expect(binds(false)).toEqual(expect.arrayContaining(public4))
})

test('a client that says nothing is held for seconds only', () => {
  for (const frontend of ['tls', 'raw']) {
    const section = renderHaproxy(layout)
      .split(/\n(?=frontend|backend)/)
      .find((text) => text.startsWith(`frontend ${frontend}`))
    expect(section).toContain('tcp-request inspect-delay 5s')
  }
  const database = renderHaproxy(layout)
    .split(/\n(?=frontend|backend)/)
    .find((text) => text.startsWith('backend by_database'))
  expect(database).not.toContain('lua.find_database')
})

test('a source that is limited is an address of IPv4 or a /64 of IPv6: nobody has more by having many addresses', () => {
  const text = renderHaproxy(layout)
  expect(text.match(/track-sc1 \S+/g)).toEqual(Array(4).fill('track-sc1 src,ipmask(32,64)'))
  const limits = text.split('\n').filter((line) => /track-sc2 .*firewall-(second|minute|hour)/.test(line))
  expect(limits).toHaveLength(12)
  for (const line of limits) expect(line).toContain('track-sc2 var(txn.limited)')
  expect(text).toContain('set-var-fmt(txn.limited) "%[var(txn.rule),field(2,.)]/%[src,ipmask(32,64)]"')
})

test('whoever is waited for in Lua is waited for with pauses: HAProxy ends itself when a script only yields', () => {
  expect(renderLua(layout.wakeHop)).not.toContain('core.yield')
})

test('over TLS, the name of the connection is the name of the request before anything is looked up', () => {
  const sections = renderHaproxy(layout).split(/\n(?=frontend|backend)/)
  const https = sections.find((section) => section.startsWith('frontend https')) ?? ''
  expect(https).toContain('unless { var(txn.name),strcmp(txn.host) eq 0 }')
  expect(https.indexOf('strcmp(txn.host)')).toBeLessThan(https.indexOf('maps/panel.map'))
  expect(sections.filter((section) => section.includes('strcmp'))).toHaveLength(1)
})

test('no name of a tenant gets into the configuration: it is the same for all', () => {
  expect(renderHaproxy(layout)).not.toMatch(/\.test|10\.88\./)
  expect(renderLua(layout.wakeHop)).toContain("'127.0.0.1', 7446")
})

test('another configuration has another name, the same one the same', () => {
  const name = (text: string) => /^ {2}description (\S+)$/m.exec(text)?.[1]
  expect(name(renderHaproxy(layout))).toMatch(/^[0-9a-f]{32}$/)
  expect(name(renderHaproxy(layout))).toBe(name(renderHaproxy({ ...layout })))
  expect(name(renderHaproxy({ ...layout, maxConnections: 1 }))).not.toBe(name(renderHaproxy(layout)))
  expect(name(renderHaproxy({ ...layout, wakeHop: { address: '127.0.0.1', port: 1 } }))).not.toBe(name(renderHaproxy(layout)))
})

test('pages hold no percent sign but variables, which HAProxy would read as a format', () => {
  for (const [, page] of renderPages()) expect(page.replaceAll(/%\[var\([a-z.]+\)\]/g, '')).not.toContain('%')
})

test('what HAProxy says of its tables is read', () => {
  const text = `# table: usage, type: string, size:204800, used:2
0x55d0: key=saaaaaaaaaaaa use=1 exp=604799000 shard=0 http_req_cnt=12 conn_cur=1 bytes_in_cnt=10 bytes_out_cnt=20
0x55d1: key=sbbbbbbbbbbbb use=0 exp=604740000 shard=0 http_req_cnt=1 conn_cur=0 bytes_in_cnt=10 bytes_out_cnt=20`
  expect(Object.fromEntries(parseUsage(text))).toEqual({
    saaaaaaaaaaaa: { connections: 1, idleMs: 0 },
    sbbbbbbbbbbbb: { connections: 0, idleMs: 60_000 },
  })
  expect(parseUsage('# table: usage, type: string, size:204800, used:0').size).toBe(0)
  expect([...parseMap('0x7f saaaaaaaaaaaa 10.88.1.1\n0x80 sbbbbbbbbbbbb 10.88.1.2\n')]).toEqual([
    ['saaaaaaaaaaaa', '10.88.1.1'],
    ['sbbbbbbbbbbbb', '10.88.1.2'],
  ])
  expect(parseMap('').size).toBe(0)
})

test('rules of the firewall are asked once whose a name is, before anything is woken, and never about the panel', () => {
  const sections = renderHaproxy(layout).split(/\n(?=frontend|backend)/)
  const asking = sections.filter((section) => section.includes('maps/policies.map'))
  expect(asking.map((section) => section.split('\n')[0])).toEqual([
    'frontend http',
    'frontend https',
    'backend passthrough',
    'backend by_database',
  ])
  for (const section of asking) {
    expect(section.split('maps/policies.map')).toHaveLength(2)
    expect(section.indexOf('maps/policies.map')).toBeLessThan(section.indexOf('maps/live.map'))
    expect(section.indexOf('maps/policies.map')).toBeLessThan(section.indexOf('track-sc0'))
    // All that follows the first look is for services that have rules.
    const rest = section.split('\n').filter((line) => /txn\.(policy|digits|rule|hit|most|verdict)/.test(line))
    expect(rest.slice(1).filter((line) => !line.includes(' if {'))).toEqual([])
  }
  for (const section of asking.slice(0, 2))
    expect(section.indexOf('http-request allow if { var(txn.panel) -m found }')).toBeLessThan(section.indexOf('maps/policies.map'))
})

test('the word for risky rules counts over a connection that was opened under them', () => {
  for (const frontend of ['http', 'https']) {
    const section = renderHaproxy(layout)
      .split(/\n(?=frontend|backend)/)
      .find((text) => text.startsWith(`frontend ${frontend}\n`))
    expect(section).toMatch(/tcp-request (connection|session) set-var\(sess\.opened\) date\(0,ms\)/)
    expect(section).toContain(
      'http-request reject if { var(txn.panel) -m found } { path_sub firewall.confirm } { var(sess.opened),sub(txn.applied) lt 0 }',
    )
  }
})

test('an answer is counted once by its status and once by its time, whatever the time is', () => {
  const ranges = answerRules.flatMap((rule) => {
    const [, place, begin, end] = /gpc\((\d+),0\) if \{ var\(txn\.took\) -m int (?:ge )?(\d+)(?::(\d+))? \}/.exec(rule) ?? []
    return begin === undefined
      ? []
      : [{ place: Number(place), begin: Number(begin), end: end === undefined ? Number.POSITIVE_INFINITY : Number(end) }]
  })
  expect(ranges).toHaveLength(answerClasses.length + 1)
  for (const took of [0, 9, 10, 49, 50, 99, 100, 999, 1000, 4999, 5000, 86_400_000])
    expect(
      ranges.filter(({ begin, end }) => took >= begin && took <= end),
      String(took),
    ).toHaveLength(1)
  expect(Math.max(...ranges.map(({ place }) => place))).toBe(counterCount - 1)
  expect(answerRules.filter((rule) => rule.includes('{ status '))).toHaveLength(4)
})

test('what HAProxy counted is read of what was used lately, and of nothing else', () => {
  const places = [3, 0, 1, 1, 1, 4, 0, 0, 1, 0, 0, 0, 0].map((value, place) => `gpc${place}=${value}`).join(' ')
  // As HAProxy 2.6 writes it.
  const line = (name: string, exp: number, open = 0) =>
    `0x559224880950: key=${name} use=0 exp=${exp} conn_cur=${open} http_req_cnt=7 bytes_in_cnt=594 bytes_out_cnt=839 ${places}`
  const text = `# table: usage\n${line('saaaaaaaaaaaa', 604_799_928)}\n${line('sbbbbbbbbbbbb', 604_700_000)}\n${line('scccccccccccc', 604_700_000, 1)}\n${line('nonsense', 604_799_999)}`
  expect(parseTraffic(text, 30_000).map(({ service }) => service)).toEqual(['saaaaaaaaaaaa', 'scccccccccccc'])
  expect(parseTraffic(text, 30_000)[0]).toEqual({
    service: 'saaaaaaaaaaaa',
    connections: 0,
    requests: 7,
    answers: [3, 0, 1, 1],
    held: 1,
    times: [4, 0, 0, 1, 0, 0, 0, 0],
    bytesIn: 594,
    bytesOut: 839,
  })
})
