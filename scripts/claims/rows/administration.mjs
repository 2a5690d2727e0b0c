/** Who does what with which power, and what a customer's own servers and systems are managed with. */
const shell = 'e2e/machine/panel-shell.real.test.ts'
const faults = 'e2e/machine/faults.real.test.ts'
const guard = 'e2e/machine/guard.real.test.ts'
const resources = 'e2e/machine/resources.real.test.ts'

export const administration = [
  {
    id: 'arch-isolated-admin-vps',
    claims: [1],
    title: 'The web application has no power; what is privileged is done by agents in a VPS of their own',
    serves: 4,
    proofs: [
      {
        file: shell,
        titles: [
          'the probe works: it can open the one thing that the panel may',
          'could not $name',
          'finds no database, no key and no secret',
          'the panel itself does not run as root',
        ],
      },
      { file: 'e2e/machine/zones.real.test.ts', titles: ['the five zones are unprivileged instances of the project reeve'] },
      {
        file: faults,
        titles: [
          'a dead agent is named, what it owes waits, and is done when it is back',
          'a person restarts a single agent, also one that hangs, and the others go on',
        ],
      },
      {
        file: 'server/agents/agents.test.ts',
        titles: ['each administrative server is shown with what it may do, how it is, what waits for it and what it did last'],
      },
    ],
  },
  {
    id: 'arch-many-admin-servers',
    claims: [17],
    title: 'One administrative server per duty, each with rights of its own and none of the others',
    serves: 3,
    proofs: [
      {
        file: faults,
        titles: [
          'a dead agent is named, what it owes waits, and is done when it is back',
          'a person restarts a single agent, also one that hangs, and the others go on',
        ],
      },
      { file: 'agents/host/server.test.ts', titles: ['every verb answers those alone who may ask it'] },
      {
        file: guard,
        titles: [
          'is refused by the guard, whatever the certificate could do',
          'is refused by the engine too, where a tenant is not the certificate’s',
        ],
      },
    ],
    missing:
      'That a duty is none of an agent’s is said by the guard, not by the engine, which tells tenants apart and not duties; no agent has the analysis of security for its duty.',
  },
  {
    id: 'op-statistics',
    claims: [7, 22],
    title: 'What each service uses and answers is counted and shown',
    serves: 3,
    proofs: [
      {
        file: 'e2e/machine/statistics.real.test.ts',
        titles: [
          'fifty requests and ten megabytes are counted as what they are',
          'memory and processes are those that the engine tells',
          'what was counted outlives a killed agent, and counting goes on',
          'a stopped service uses nothing',
        ],
      },
      {
        file: 'e2e/statistics.spec.ts',
        titles: ['a visited site shows its requests; looking closer and comparing stay in the address'],
      },
    ],
    missing:
      'The bytes are compared with the counter of the VPS’s card, not with counters of the firewall; nothing tells what a month costs.',
  },
  {
    id: 'op-server-management',
    claims: [7, 22],
    title: 'A server is started, stopped, restarted and reloaded, and its state and log are shown',
    serves: 3,
    proofs: [
      {
        file: resources,
        titles: [
          'stopped for good it wakes for nobody; started it answers',
          'restarted they are others, reloaded they are not, and reloading breaks nothing off',
        ],
      },
      { file: 'e2e/machine/sites.real.test.ts', titles: ['the log shows requests and errors of programs'] },
      {
        file: 'e2e/resources.spec.ts',
        titles: ['a member asks for more, the administrator allows it, and it is there; the settings have a way back'],
      },
    ],
    missing: 'Stopping and starting by a person is tried on a website alone, not on every kind with its own client.',
  },
  {
    id: 'op-os-management',
    claims: [7, 22],
    title: 'Host name, time zone, kernel settings, mounts and reboots of a VPS are managed',
    serves: 4,
    proofs: [],
  },
  {
    id: 'op-resource-allocation',
    claims: [7, 22],
    title: 'A service gets the processors, memory, disk, processes and rates of its plan',
    serves: 3,
    proofs: [
      {
        file: resources,
        titles: [
          'while it runs: not one visitor notices, and the VPS is never restarted',
          'a rate holds, or the machine says that it cannot',
          'inside, it has the processors of its plan',
          'more than its disk is refused at the write',
          'more than its memory ends the program that wants it, and nothing else',
          'more than its number of processes cannot be started',
        ],
      },
      { file: 'e2e/machine/archives.real.test.ts', titles: ['more than the service’s disk holds, by the listing and by the quota'] },
      { file: 'server/services/resources.test.ts', titles: ['a service has the rates of its plan, or its own below them'] },
    ],
    missing: 'What programs are told of the size of their disk before they fill it is not looked at, and no plan limits open files.',
  },
  {
    id: 'op-resource-reallocation',
    claims: [7, 22],
    title: 'Resources of a running service become more or less without a restart',
    serves: 3,
    proofs: [
      {
        file: resources,
        titles: [
          'while it runs: not one visitor notices, and the VPS is never restarted',
          'less memory than is held is refused with what holds it, and nothing is changed',
          'more than its tenant may have is refused by the engine itself, while it runs',
        ],
      },
      { file: 'server/services/history.test.ts', titles: ['each change is kept with who made it and what it changed, the newest first'] },
    ],
  },
  {
    id: 'op-os-authorization',
    claims: [7, 10, 25],
    title: 'Who may sign in to the system of a VPS, and with which key',
    serves: 3,
    proofs: [
      {
        file: 'e2e/machine/accounts.real.test.ts',
        titles: ['a user of the system signs in with a key, shares a folder, and is gone with all processes when removed'],
      },
      {
        file: 'e2e/machine/kinds.real.test.ts',
        titles: [
          'a key that is taken from the list opens nothing any more, one that is added does',
          'keys that the tenant lays down by itself, and passwords, open nothing',
        ],
      },
    ],
    missing:
      'Rights to act as root are not given to anybody, and a connection that several sessions share is not tried after its key is gone.',
  },
  {
    id: 'op-server-authorization',
    claims: [7, 10, 25],
    title: 'Servers have accounts of their own, with their own passwords and rights',
    serves: 3,
    proofs: [
      {
        file: 'e2e/machine/accounts.real.test.ts',
        titles: [
          'a database user reads and changes nothing, gets a new password, and goes; its tables stay with the owner',
          'a protected folder asks for a password, also behind a detour, and opens again',
        ],
      },
      {
        file: 'server/accounts/accounts.test.ts',
        titles: ['what checks a password stands in no view, no list and no audit row, and is gone from actions at rest'],
      },
    ],
    missing: 'Mail, FTP and chat servers are not hosted yet, and have no accounts.',
  },
  {
    id: 'op-forbidden-request',
    claims: [7, 11, 26],
    title: 'A program asks from inside for what it may not do, and gets it by rule or by a person',
    serves: 3,
    proofs: [
      {
        file: resources,
        titles: [
          'its own user gets what the plan gives on request, while it runs',
          'beyond it a person decides; what is no request is refused',
          'a port that its user may not listen at is its own once the plan gives it, also after a restart of the VPS',
        ],
      },
      {
        file: 'e2e/machine/packages.real.test.ts',
        titles: [
          'what the plan gives is installed while it runs, with what it needs, and stands in the ledger',
          'one that is not in the plan waits for a person; what is no name, and what no source has, are refused',
          'one whose own script fails is not there after it, and the site answers',
          'a new root has them again',
        ],
      },
      { file: 'server/asks/asks.test.ts', titles: ['a low port is given where the plan says from which on, else an owner decides'] },
    ],
    missing: 'No client asks the program at the port that it got, and mounts and numbers of open files cannot be asked for.',
  },
  {
    id: 'op-impossible-request',
    claims: [7, 11],
    title: 'A VPS gets on request what nobody in it could do at all',
    serves: 3,
    proofs: [
      {
        file: resources,
        titles: ['kept before something risky, lost, and put back: visitors see it again, and the state in between stays'],
      },
      { file: 'server/asks/asks.test.ts', titles: ['a snapshot is given to every service that asks'] },
    ],
    missing:
      'Devices, mounts, kernel modules and network cards cannot be asked for; that a program in the VPS asks for the snapshot itself is tried without the engine alone.',
  },
  {
    id: 'op-fault-prone',
    claims: [7, 11, 26],
    title: 'What may break a server is checked first, and changes nothing when it would',
    serves: 3,
    proofs: [
      {
        file: resources,
        titles: [
          'what its own check refuses changes nothing: the site answers the whole time, and the words of nginx are told',
          'a change that works is made, and no visitor notices',
          'what fails on the copy changes nothing: the site answers the whole time, the words of nginx are told, no copy is left',
          'data of a snapshot that does not work is not put back',
        ],
      },
      { file: 'agents/services/services.test.ts', titles: ['what its own check refuses does not stay: files and limits are as before'] },
    ],
    missing: 'Settings, resources and snapshots are tried on a copy first; imports of databases are not.',
  },
]
