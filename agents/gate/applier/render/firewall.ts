import { cards, endpoints, openPorts, serviceAddresses, tenantAddresses } from '../../../../contracts/zones.ts'
import { conf } from './lines.ts'

/**
 * The gate's own firewall (nft): it forwards nothing, takes from each card what the zones' table says, and sends to tenants only on the ports of
 * services. Answers to what it began itself come back.
 */
export function renderFirewall(): string {
  const publicPorts = openPorts.flatMap(({ from, to, port }) => (from === 'host' && to === 'gate' ? [port] : []))
  const tenantPorts = openPorts.flatMap(({ from, to, port }) => (from === 'gate' && to === 'tenant' ? [port] : []))
  const [, uplink] = cards.gate.uplink
  return [
    'table inet reeve {}\nflush table inet reeve\ntable inet reeve {\n',
    '  chain input {\n    type filter hook input priority filter; policy drop;\n',
    '    iif lo accept\n    ct state invalid drop\n    ct state established,related accept\n',
    conf`    iifname uplink ip daddr { ${uplink}, `,
    cidr(serviceAddresses),
    ` } tcp dport { ${publicPorts.join(', ')} } accept\n`,
    '    iifname uplink icmp type echo-request limit rate 20/second accept\n',
    conf`    iifname keep ip saddr ${endpoints.waker.address} tcp dport ${endpoints.applier.port} accept\n  }\n`,
    '  chain forward {\n    type filter hook forward priority filter; policy drop;\n  }\n',
    '  chain output {\n    type filter hook output priority filter; policy drop;\n    oif lo accept\n    ct state established,related accept\n',
    `    oifname tenants ip daddr ${cidr(tenantAddresses)} tcp dport { ${tenantPorts.join(', ')} } accept\n`,
    conf`    oifname panel ip daddr ${endpoints.panel.address} tcp dport ${endpoints.panel.port} accept\n`,
    conf`    oifname keep ip daddr ${endpoints.waker.address} tcp dport ${endpoints.waker.port} accept\n  }\n}\n`,
  ].join('')
}

function cidr(text: string): string {
  const [address = '', bits = ''] = text.split('/')
  return conf`${address}/${bits}`
}
