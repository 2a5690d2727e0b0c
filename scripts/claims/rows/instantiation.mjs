/** Servers that start at the first request and stop when nobody asks any more. */
const gateWake = 'e2e/machine/gate-wake.real.test.ts'
const gateRoutes = 'e2e/machine/gate-routes.real.test.ts'
const faults = 'e2e/machine/faults.real.test.ts'
const waker = 'agents/waker/waker.test.ts'
const tenantStory = 'e2e/tenant.spec.ts'

export const instantiation = [
  {
    id: 'inst-admin-server',
    claims: [32],
    title: 'An administrative server starts a customer’s server at a request, and stops it when it is idle',
    serves: 4,
    proofs: [
      { file: gateWake, titles: ['left alone it freezes, then stops; each time the next request is answered'] },
      { file: 'e2e/machine/cli.real.test.ts', titles: ['a website from nothing to its first answer, asleep and awake again'] },
      {
        file: tenantStory,
        titles: ['an administrator makes a plan and a tenant; its owner joins, makes a website, uploads it, and a visitor wakes it'],
      },
    ],
  },
  {
    id: 'inst-by-address',
    claims: [34],
    title: 'Which server starts is chosen by the address that was asked',
    serves: 4,
    proofs: [
      { file: gateWake, titles: ['SSH by its own address', 'PostgreSQL by its own address, and by the name of the database'] },
      { file: gateRoutes, titles: ['an address or port that no service has is reset'] },
    ],
  },
  {
    id: 'inst-by-content',
    claims: [35],
    title: 'Which server starts is chosen by the name in the request',
    serves: 4,
    proofs: [
      { file: tenantStory, titles: ['a name that nobody owns wakes nothing'] },
      {
        file: 'e2e/machine/gate-tls.real.test.ts',
        titles: [
          'TLS of a site is ended with a certificate of its name, and wakes it',
          'TLS that is passed through wakes by its server name and shows the service’s own certificate',
        ],
      },
      { file: gateWake, titles: ['PostgreSQL by its own address, and by the name of the database'] },
    ],
    missing:
      'That a site behind the same address sleeps on is looked at while a database is woken by its name; chat servers are not hosted yet.',
  },
  {
    id: 'inst-means',
    claims: [36],
    title: 'A server goes through the same states however it is started and stopped',
    serves: 4,
    proofs: [
      {
        file: gateWake,
        titles: [
          'left alone it freezes, then stops; each time the next request is answered',
          'a service that cannot start says so, and is not tried again by every request',
        ],
      },
      { file: 'agents/waker/start.test.ts', titles: ['a quiet service freezes, then stops; what happened is told'] },
    ],
    missing: 'Not every step from one state to the next is forced on the machine and found in the log.',
  },
  {
    id: 'inst-receive',
    claims: [37, 41],
    title: 'What a client sends before the server has started arrives whole',
    serves: 4,
    proofs: [{ file: gateWake, titles: ['a large upload that wakes the service arrives whole', 'SSH by its own address'] }],
    missing: 'What arrived is counted and not compared byte for byte.',
  },
  {
    id: 'inst-find-addressee',
    claims: [37, 41],
    title: 'Who is meant is found, and a request for nobody starts nothing',
    serves: 4,
    proofs: [
      {
        file: gateRoutes,
        titles: ['421 for every unknown name, and the service sleeps on', 'an address or port that no service has is reset'],
      },
      { file: tenantStory, titles: ['a name that nobody owns wakes nothing'] },
    ],
    missing: 'How quickly a request for nobody is refused is not measured, and no page explains where a request went.',
  },
  {
    id: 'inst-check-launched',
    claims: [37, 41],
    title: 'Whether the server runs is known, also when somebody stopped it unseen',
    serves: 4,
    proofs: [
      { file: gateWake, titles: ['one that somebody stops behind the keep’s back while it is frozen is woken by the next request'] },
      { file: 'agents/waker/behind.test.ts', titles: ['known as %s and really %s, it is woken at the first request'] },
      { file: waker, titles: ['what somebody else stops is taken off the straight way'] },
    ],
    missing: 'One that runs is stopped unseen on the engine in memory alone; on the machine only a frozen one is.',
  },
  {
    id: 'inst-launch',
    claims: [37, 41],
    title: 'Many clients at once start a server once, and one that cannot start says so in time',
    serves: 4,
    proofs: [
      {
        file: gateWake,
        titles: [
          'fifty clients at once wake a stopped service once, and all are answered',
          'a service that cannot start says so, and is not tried again by every request',
        ],
      },
      { file: faults, titles: ['a VPS whose server does not answer: an honest page, no loop, and back when it answers again'] },
      { file: waker, titles: ['fifty clients at once start a stopped service once, and all are let through'] },
    ],
    missing: 'Starts are counted by Reeve’s own record and by the engine in memory, not by the events of the real engine.',
  },
  {
    id: 'inst-respond',
    claims: [37, 41],
    title: 'The answer is the server’s own',
    serves: 4,
    proofs: [
      { file: 'e2e/machine/sites.real.test.ts', titles: ['PHP runs as the site’s own user, and learns who asks'] },
      { file: 'e2e/machine/cli.real.test.ts', titles: ['a website from nothing to its first answer, asleep and awake again'] },
    ],
    missing: 'Bodies are compared, headers are not.',
  },
  {
    id: 'inst-send',
    claims: [37, 41],
    title: 'The answer reaches the client whole, and the server knows who asked',
    serves: 4,
    proofs: [
      { file: gateRoutes, titles: ['the site learns who really asks, whatever the client claims'] },
      {
        file: 'e2e/machine/sites.real.test.ts',
        titles: ['PHP runs as the site’s own user, and learns who asks', 'a client’s own X-Forwarded-For does not make it another client'],
      },
      { file: 'e2e/machine/reach.real.test.ts', titles: ['with --address the gate answers other machines, and knows who asked'] },
    ],
    missing: 'No large download is compared byte for byte, and programs are asked for the client’s address, not the server’s log.',
  },
  {
    id: 'inst-terminate',
    claims: [40, 44],
    title: 'A server stops when nothing uses it, and never while something does',
    serves: 4,
    proofs: [
      {
        file: gateWake,
        titles: [
          'an open connection with work on it keeps the service awake',
          'SSH by its own address',
          'left alone it freezes, then stops; each time the next request is answered',
        ],
      },
      {
        file: waker,
        titles: [
          'a request that comes while the service is being stopped waits, and starts it again',
          'an open connection keeps a service awake and on the straight way',
        ],
      },
    ],
    missing: 'A request in the very moment of stopping is tried on the engine in memory alone.',
  },
]
