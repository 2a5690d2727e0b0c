/**
 * Holds every VPS to its own address: a table of nftables on the tenants' bridge, with one line for each address that a service can ever have. The
 * engine's own filters would be some chains more for each running VPS, and each packet of everybody would pass all of them (decision 013).
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../up/run.mjs'
import { home, readText, writeFileAtomic } from '../up/state.mjs'
import { hasSystemd } from './processes.mjs'
import { removeUnitFile } from './unit.mjs'

const unit = 'reeve-cards.service'
const units = '/etc/systemd/system'
const tablePath = join(home, 'network', 'cards.nft')
const nft = '/usr/sbin/nft'

/** From a service's card everything but IPv4 and its ARP from its own hardware address and address is dropped. The guard lets no service have another card. */
export function cardTable(entries) {
  const lines = entries.map(({ name, hwaddr, address }) => `      "${name}" . ${hwaddr} . ${address}`)
  return `table bridge reeve
delete table bridge reeve
table bridge reeve {
  set cards {
    type ifname . ether_addr . ipv4_addr
    elements = {
${lines.join(',\n')}
    }
  }
  chain cards {
    type filter hook prerouting priority -300; policy accept;
    iifname != "rvt*" accept
    ether type ip iifname . ether saddr . ip saddr @cards accept
    ether type arp iifname . ether saddr . arp saddr ip @cards iifname . arp saddr ether . arp saddr ip @cards accept
    counter drop comment "not its own address"
  }
  chain host {
    type filter hook input priority -300; policy accept;
    iifname "rvt*" counter drop comment "the host has nothing to do with services"
  }
}
`
}

/** Of all addresses that services may have: {name, hwaddr, address}. */
export function entriesOf({ rangeOf, formatAddress, hardwareAddress, cardName }, network) {
  const { first, last } = rangeOf(network)
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const address = formatAddress(first + index)
    return { name: cardName(address), hwaddr: hardwareAddress(address), address }
  })
}

/** Before the engine can start a single VPS, and again whenever nftables' own unit has emptied the ruleset. */
const unitFiles = {
  [`${units}/${unit}`]: `[Unit]
Description=Reeve: holds every VPS to its own address
After=nftables.service
Before=incus.service
RequiresMountsFor=${home}

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${nft} -f ${tablePath}
ExecReload=${nft} -f ${tablePath}

[Install]
WantedBy=multi-user.target
RequiredBy=incus.service
`,
  [`${units}/nftables.service.d/reeve.conf`]: `[Service]
ExecStartPost=-${nft} -f ${tablePath}
ExecReload=-${nft} -f ${tablePath}
`,
}

async function ensureUnit() {
  if (!hasSystemd()) return
  const missing = Object.entries(unitFiles).filter(([path, text]) => readText(path) !== text)
  for (const [path, text] of missing) writeFileAtomic(path, text, 0o644)
  // Always: a run that was killed may have come as far as the files.
  await run(['systemctl', 'daemon-reload'])
  await run(['systemctl', 'enable', '--now', unit])
}

/** Loads the table as it was last written, before the engine starts. Nothing on the first time: then there is no VPS either. */
export async function reloadCardTable() {
  if (readText(tablePath) !== undefined) await run([nft, '-f', tablePath])
}

export async function ensureCardTable(entries) {
  const wanted = cardTable(entries)
  // One transaction, whatever somebody has done to the table. What the kernel does not take must not stand in the way of the next start: first loaded, then written.
  await run([nft, '-f', '-'], { input: wanted })
  if (readText(tablePath) !== wanted) writeFileAtomic(tablePath, wanted, 0o644)
  await ensureUnit()
  return `${entries.length} addresses`
}

export async function removeCardTable() {
  const present = Object.keys(unitFiles).filter((path) => readText(path) !== undefined)
  if (present.length > 0) {
    await run(['systemctl', 'disable', unit], { accept: [0, 1] })
    for (const path of present) removeUnitFile(path)
    await run(['systemctl', 'daemon-reload'])
  }
  // An earlier purge may have come as far as the packages.
  if (existsSync(nft)) await run([nft, 'delete', 'table', 'bridge', 'reeve'], { accept: [0, 1] })
}
