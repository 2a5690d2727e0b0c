/** What keeps customers apart, and how they share addresses all the same. */
const kinds = 'e2e/machine/kinds.real.test.ts'
const archives = 'e2e/machine/archives.real.test.ts'
const zones = 'e2e/machine/zones.real.test.ts'
const resources = 'e2e/machine/resources.real.test.ts'
const unseen = 'see nothing of each other, not even as root: no process, no volume, no device'
const driven = [
  'more than its memory ends the program that wants it, and nothing else',
  'more than its number of processes cannot be started',
]
const gateWake = 'e2e/machine/gate-wake.real.test.ts'
const gateRoutes = 'e2e/machine/gate-routes.real.test.ts'
const gateTls = 'e2e/machine/gate-tls.real.test.ts'

const byAddress = {
  proofs: [
    { file: gateWake, titles: ['SSH by its own address', 'PostgreSQL by its own address, and by the name of the database'] },
    { file: gateRoutes, titles: ['an address or port that no service has is reset'] },
  ],
  missing: 'Two services at the same port of two addresses are not asked side by side, and nothing that speaks UDP is hosted.',
}

const byContent = {
  proofs: [
    { file: 'e2e/machine/cli.real.test.ts', titles: ['the demo comes, answers, and goes without a trace'] },
    { file: gateRoutes, titles: ['421 for every unknown name, and the service sleeps on', 'a name is found however it is written'] },
    {
      file: gateTls,
      titles: [
        'a name that nobody owns, or none at all, sees no certificate',
        'TLS that is passed through wakes by its server name and shows the service’s own certificate',
      ],
    },
    { file: gateWake, titles: ['PostgreSQL by its own address, and by the name of the database'] },
  ],
  missing: 'Of the protocols that carry a name, HTTP, TLS and PostgreSQL are shown; mail, chat, telephony, FTP and DNS are not hosted yet.',
}

export const isolation = [
  {
    id: 'iso-logical-processes',
    claims: [14, 29],
    title: 'Programs of a VPS see and reach its own processes alone',
    serves: 4,
    proofs: [
      { file: kinds, titles: ['only the server’s own first processes are root’s'] },
      { file: zones, titles: [unseen] },
    ],
  },
  {
    id: 'iso-physical-processes',
    claims: [14, 29],
    title: 'A plan gives processors, a machine or a virtual machine of one’s own',
    serves: 'later',
    proofs: [],
  },
  {
    id: 'iso-namespace',
    claims: [14, 29],
    title: 'Each VPS has names, users, mounts and a network of its own',
    serves: 4,
    proofs: [
      {
        file: zones,
        titles: [
          'the five zones are unprivileged instances of the project reeve',
          'share no namespace with each other or with the machine',
          'have no user id of the machine in common, and neither have their files',
        ],
      },
      {
        file: 'agents/tenancy/tenancy.test.ts',
        titles: ['is a restricted project with limits, a root disk, and an entry in each agent’s certificate'],
      },
    ],
  },
  {
    id: 'iso-data',
    claims: [14, 29],
    title: 'No file, volume or snapshot of another customer is ever reached',
    serves: 4,
    proofs: [
      { file: 'e2e/machine/guard.real.test.ts', titles: ['is refused by the engine too, where a tenant is not the certificate’s'] },
      {
        file: 'e2e/machine/sites.real.test.ts',
        titles: ['links that the tenant’s own programs lay lead nobody out of the VPS, and a pipe holds nobody up'],
      },
      { file: 'agents/services/snapshots/snapshots.test.ts', titles: ['of another tenant are not found'] },
      { file: zones, titles: ['have no user id of the machine in common, and neither have their files', unseen] },
    ],
  },
  {
    id: 'iso-address',
    claims: [14, 29],
    title: 'Nobody takes another one’s address or reads what is sent to it',
    serves: 4,
    proofs: [
      {
        file: kinds,
        titles: [
          'an address',
          'the address of a neighbour, who goes on answering',
          'and it hears nothing that is sent to a neighbour',
          'a hardware address',
          'it has an address and a way to the gate alone',
        ],
      },
      { file: zones, titles: ['from %s'] },
    ],
  },
  {
    id: 'iso-fault',
    claims: [14, 29],
    title: 'A crash, a flood of processes or a full disk of one VPS leaves the others alone',
    serves: 4,
    proofs: [
      { file: archives, titles: ['more than the service’s disk holds, by the listing and by the quota'] },
      { file: kinds, titles: ['a process that dies comes again'] },
      { file: resources, titles: driven },
    ],
    missing: 'A neighbour that floods its processor and its disk is measured by `npm run drill neighbours` alone.',
  },
  {
    id: 'iso-performance',
    claims: [14, 29],
    title: 'A site answers as quickly beside a busy neighbour as alone',
    serves: 4,
    proofs: [],
    missing: 'It is measured and judged by `npm run drill neighbours`, which is no part of `npm test`.',
  },
  {
    id: 'iso-resource',
    claims: [15, 30],
    title: 'Every limit of a VPS and of a customer is a hard one',
    serves: 4,
    proofs: [
      { file: archives, titles: ['more than the service’s disk holds, by the listing and by the quota'] },
      {
        file: resources,
        titles: ['a rate holds, or the machine says that it cannot', 'more than its disk is refused at the write', ...driven],
      },
      { file: 'e2e/machine/stolen-key.real.test.ts', titles: ['can not go beyond the ceiling of the keep'] },
    ],
    missing: 'No plan limits open files.',
  },
  {
    id: 'mux-address',
    claims: [8, 23],
    title: 'A protocol without names finds its server by address and port',
    serves: 4,
    ...byAddress,
  },
  {
    id: 'mux-content',
    claims: [9, 24],
    title: 'A protocol that carries a name finds its server by that name, at one address for all',
    serves: 4,
    ...byContent,
  },
  {
    id: 'inst-addressee-by-address',
    claims: [38, 42],
    title: 'The server that is meant is known by the address',
    serves: 4,
    ...byAddress,
  },
  {
    id: 'inst-addressee-by-content',
    claims: [39, 43],
    title: 'The server that is meant is known by what is asked',
    serves: 4,
    ...byContent,
  },
]
