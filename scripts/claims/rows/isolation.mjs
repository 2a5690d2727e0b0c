/** What keeps customers apart, and how they share addresses all the same. */
const kinds = 'e2e/machine/kinds.real.test.ts'
const archives = 'e2e/machine/archives.real.test.ts'
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
    proofs: [{ file: kinds, titles: ['only the server’s own first processes are root’s'] }],
    missing: 'That no process of a neighbour is listed is not compared, and nobody tries to end one of the host.',
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
      { file: 'e2e/machine/zones.real.test.ts', titles: ['the five zones are unprivileged instances of the project reeve'] },
      {
        file: 'agents/tenancy/tenancy.test.ts',
        titles: ['is a restricted project with limits, a root disk, and an entry in each agent’s certificate'],
      },
    ],
    missing: 'The namespaces and the ranges of ids of two customers are not compared on the machine.',
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
    ],
    missing: 'Whose the files are on the host is not compared, and root of a VPS does not try to reach another one’s volume.',
  },
  {
    id: 'iso-address',
    claims: [14, 29],
    title: 'Nobody takes another one’s address or reads what is sent to it',
    serves: 4,
    proofs: [
      { file: kinds, titles: ['an address', 'a hardware address', 'it has an address and a way to the gate alone'] },
      { file: 'e2e/machine/zones.real.test.ts', titles: ['from %s'] },
    ],
    missing:
      'The address that is forged belongs to nobody, not to a neighbour that is asked at the same time, and nobody listens for what is sent to others.',
  },
  {
    id: 'iso-fault',
    claims: [14, 29],
    title: 'A crash, a flood of processes or a full disk of one VPS leaves the others alone',
    serves: 4,
    proofs: [
      { file: archives, titles: ['more than the service’s disk holds, by the listing and by the quota'] },
      { file: kinds, titles: ['a process that dies comes again'] },
    ],
    missing:
      'A neighbour that floods processor, memory, processes and disk is measured by `npm run drill neighbours` alone, and that it recovers by itself is not shown.',
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
      { file: 'e2e/machine/resources.real.test.ts', titles: ['a rate holds, or the machine says that it cannot'] },
      { file: 'e2e/machine/stolen-key.real.test.ts', titles: ['can not go beyond the ceiling of the keep'] },
    ],
    missing: 'Memory, processes and open files are not driven to their limits.',
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
