/** The base firewall of each zone, from contracts/zones.ts: nothing in and nothing out except what openPorts says. */

const inet = (rules) => rules.map((rule) => `    ${rule}\n`).join('')

/** Card of `zone` on the wire that it shares with `other`, with the other end's address. */
function wireBetween(zones, zone, other) {
  const { bridges, cards } = zones
  for (const [card, [bridge]] of Object.entries(cards[zone])) {
    if (other === 'host' && bridges[bridge].host !== undefined) return { card, address: bridges[bridge].host }
    if (other === 'tenant' && bridge === 'tenants') return { card, address: zones.tenantAddresses }
    const end = Object.values(cards[other] ?? {}).find(([theirs]) => theirs === bridge)
    if (end !== undefined) return { card, address: end[1] }
  }
  throw new Error(`no wire between ${zone} and ${other}`)
}

/** Unix users that may open a port out of their zone; a port that is not listed is open to any of its users. */
const users = (zones) => ({
  'keep host 8443': [zones.keepUsers.guard],
  'keep host 8444': [zones.keepUsers.host, zones.keepUsers.patch, zones.keepUsers.backup, zones.keepUsers.services],
  'keep gate 7444': [zones.keepUsers.gate, zones.keepUsers.waker, zones.keepUsers.stats],
  'keep vault 7447': [zones.keepUsers.backup],
})

function outgoing(zones, zone) {
  return zones.openPorts
    .filter((open) => open.from === zone)
    .map((open) => {
      const { card, address } = wireBetween(zones, zone, open.to)
      const who = users(zones)[`${zone} ${open.to} ${open.port}`]
      const skuid = who === undefined ? '' : `meta skuid { ${who.join(', ')} } `
      return `oifname "${card}" ip daddr ${address} tcp dport ${open.port} ${skuid}accept`
    })
}

function incoming(zones, zone) {
  return zones.openPorts
    .filter((open) => open.to === zone)
    .map((open) => {
      const { card, address } = wireBetween(zones, zone, open.from)
      // The host forwards its own clients to the gate: their addresses are anybody's.
      const source = open.from === 'host' ? '' : `ip saddr ${address} `
      return `iifname "${card}" ${source}tcp dport ${open.port} accept`
    })
}

/** Text for `nft -f`: replaces our table in one transaction. */
export function firewallOf(zones, zone) {
  // Of IPv6 the gate takes what comes by the uplink, and neighbours there may ask for its address. It believes no router: its own stands in network.batch.
  const neighbours = 'ip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept'
  const in6 = zone === 'gate' ? ['iifname != "uplink" meta protocol ip6 drop', neighbours] : ['meta protocol ip6 drop']
  const out6 = zone === 'gate' ? ['oifname != "uplink" meta protocol ip6 drop', neighbours] : ['meta protocol ip6 drop']
  // Most packets belong to a connection that is known: the rule for them comes first.
  const known = (loopback, six) => ['ct state established,related accept', loopback, 'ct state invalid drop', ...six]
  // What goes out of a service's VPS: only what the gate's rules have marked (agents/gate/applier/firewall/render.ts). Without them, nothing.
  const forwarded = zone === 'gate' ? ['meta protocol ip6 drop', `meta mark ${zones.forwardMark} accept`] : []
  return `table inet reeve_base
delete table inet reeve_base
table inet reeve_base {
  chain in {
    type filter hook input priority -10; policy drop;
${inet([...known('iifname "lo" accept', in6), ...incoming(zones, zone), 'counter comment "refused"'])}  }
  chain out {
    type filter hook output priority -10; policy drop;
${inet([...known('oifname "lo" accept', out6), ...outgoing(zones, zone), 'counter comment "refused"'])}  }
  chain forward {
    type filter hook forward priority -10; policy drop;
${inet(forwarded)}  }
}
`
}

/** Text for `ip -batch`: the cards of the zone. The gate answers for all own addresses of services, and is the tenants' router. */
export function networkOf(zones, zone) {
  const lines = []
  for (const [card, [bridge, address]] of Object.entries(zones.cards[zone])) {
    lines.push(`address replace ${address}/${zones.bridges[bridge].cidr.split('/')[1]} dev ${card}`, `link set ${card} up`)
  }
  if (zone === 'gate') {
    lines.push(`route replace local ${zones.serviceAddresses} dev lo`, `route replace default via ${zones.bridges.uplink.host}`)
    // A machine without IPv6 refuses these two, and goes on.
    lines.push(`address replace ${zones.uplink6.gate}/64 dev uplink nodad`, `route replace default via ${zones.uplink6.host} dev uplink`)
  }
  return `${lines.join('\n')}\n`
}
