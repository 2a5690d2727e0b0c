/** The one VPS that filters the traffic of all others. */
const firewall = 'e2e/machine/firewall.real.test.ts'
const nft = 'e2e/machine/firewall-nft.real.test.ts'
const kinds = 'e2e/machine/kinds.real.test.ts'
const hits = 'agents/gate/applier/firewall/hits.test.ts'

export const security = [
  {
    id: 'sec-vm',
    claims: [45],
    title: 'One VPS has the security of all others for its only duty, and their traffic goes through it',
    serves: 'later',
    proofs: [
      {
        file: 'e2e/machine/faults.real.test.ts',
        titles: ['a dead gate is named; started again it serves from its own files and wakes what sleeps'],
      },
      { file: kinds, titles: ['it has an address and a way to the gate alone'] },
      { file: firewall, titles: ['a service reaches the outside only where rules let it, and this machine never'] },
      { file: 'server/firewall/firewall.test.ts', titles: ['a tenant’s sets are his own'] },
    ],
    missing:
      'That one customer’s setting leaves another one’s site as it was is not looked at on the machine, and filters of mail and names are missing.',
  },
  {
    id: 'sec-anti-spam',
    claims: [46],
    title: 'Mail in both directions is filtered there',
    serves: 'later',
    proofs: [],
  },
  {
    id: 'sec-firewall',
    claims: [46],
    title: 'Rules and lists that hold for everybody are carried out there',
    serves: 'later',
    proofs: [
      {
        file: firewall,
        titles: [
          'a global rule closes a port for everybody: nothing is answered',
          'a site answers by IPv6, and rules about sources of IPv6 hold there: of the tenant with 403, global ones with silence',
        ],
      },
      {
        file: 'e2e/machine/firewall-ipv6.real.test.ts',
        titles: [
          'rules by network, by set and by port hold for sources of IPv6, and count',
          'by IPv6 nothing comes from the services’ wire, and no router’s word is taken',
        ],
      },
      { file: nft, titles: ['each packet moves the counter of the rule that the evaluator names, and of no other one'] },
      { file: 'e2e/machine/reach.real.test.ts', titles: ['nothing but the gate’s ports is open on that address'] },
    ],
    missing: 'An address that is shut out is not tried against several customers, and no list fills itself from what was seen.',
  },
  {
    id: 'sec-network',
    claims: [46],
    title: 'Scans, floods and forged senders are seen and stopped there',
    serves: 'later',
    proofs: [
      {
        file: nft,
        titles: [
          'who tries ports at which nothing listens is noted with each of them',
          'a limit lets so many pass and no more',
          'a packet with a forged address goes nowhere, and no address of Reeve is ever reached',
        ],
      },
      { file: hits, titles: ['who tries twenty closed ports is named to administrators, and to nobody else'] },
      { file: kinds, titles: ['an address', 'a hardware address'] },
    ],
    missing: 'The running gate is not scanned until a person is told, and there is no VPN.',
  },
  {
    id: 'sec-content-filter',
    claims: [46],
    title: 'What is asked of sites, and what customers ask of the world, is filtered by content there',
    serves: 'later',
    proofs: [],
  },
]
