import type { AdministrativeServer } from '@/contracts/administrative-servers'
import { formatNumber } from '@/contracts/number'

interface Words {
  name: string
  /** Its one duty. */
  duty: string
  /** As whom it stands before the engine and the others, and what that lets it do at most. */
  rights: string
}

/** Total: an administrative server without words does not compile. */
const servers: Record<AdministrativeServer, Words> = {
  tenancy: {
    name: 'Tenancy',
    duty: 'Makes, changes and deletes tenants.',
    rights:
      'Projects of tenants in the engine, their limits and their default profile; marks and stops the VPSs of a suspended tenant. No certificate that is limited to projects can make projects, so the guard’s list alone keeps it from the rest.',
  },
  services: {
    name: 'Services',
    duty: 'Makes, changes and deletes services, and works on what is in them.',
    rights:
      'Its certificate opens the projects of tenants and nothing else: VPSs, their limits, volumes, snapshots, files and programs in them. The guard passes only the calls on its list.',
  },
  waker: {
    name: 'Waker',
    duty: 'Wakes services at a request and puts them to sleep.',
    rights:
      'Its certificate opens the projects of tenants: reads VPSs, starts, stops, freezes and thaws them. It changes no limit, no file and no volume.',
  },
  gate: {
    name: 'Gate agent',
    duty: 'Brings routes, certificates and firewall rules to the gate.',
    rights: 'Nothing in the engine. Its certificate is taken by the gate’s applier alone, for routes, certificates and the firewall.',
  },
  licence: {
    name: 'Licences',
    duty: 'Keeps the licence, and lays keys of bought software into services.',
    rights: 'Lists VPSs of tenants; reads, writes and removes files of one folder in them, /etc/reeve/licences.',
  },
  stats: {
    name: 'Statistics',
    duty: 'Counts what services use and answer.',
    rights: 'Reads counters, the use of volumes and the machine’s resources. It changes nothing.',
  },
  host: {
    name: 'Host, in the keep',
    duty: 'Passes on what is wanted of the machine itself.',
    rights: 'Nothing in the engine. Its certificate is taken by the host agent of the machine, for the verbs that name it.',
  },
  patch: {
    name: 'Patches',
    duty: 'Looks for updates, builds images and installs packages of the machine.',
    rights: 'Nothing in the engine. Its certificate is taken by the host agent of the machine, for packages and images.',
  },
  backup: {
    name: 'Backups',
    duty: 'Orders backups, trials and restores.',
    rights:
      'Copies volumes of services, puts one copy into the vault, exchanges a service’s data disk, makes VPSs without a network for trials. It has no key of a backup.',
  },
  applier: {
    name: 'Applier, in the gate',
    duty: 'Carries out routes, certificates and firewall rules where the traffic is.',
    rights: 'No way to the engine. It may change the network settings of the gate’s own VPS, and holds the private keys of certificates.',
  },
  vault: {
    name: 'Vault',
    duty: 'Keeps the repositories and the keys of all backups.',
    rights: 'No way to the engine, and none to tenants. It reads and writes the copies that are put into its VPS, whoever owns the files.',
  },
  machine: {
    name: 'Host agent, on the machine',
    duty: 'Packages, firewall and images of the machine itself; restarts the other ones.',
    rights:
      'Root on the machine, for a short list of typed verbs. It takes them from the keep’s address, by the certificates of Host and Patches alone.',
  },
}

export const agents = {
  title: 'Agents',
  description: 'The servers that do what is privileged, each with one duty and no right of the others. The panel itself has none of them.',
  servers,
  columns: { name: 'Agent', where: 'Where', state: 'State', since: 'Since', build: 'Release', queue: 'To do', last: 'Last action' },
  queue: (waiting: number, running: number) =>
    waiting + running === 0 ? 'nothing' : `${formatNumber(running)} at work, ${formatNumber(waiting)} waiting`,
  asked: 'asked by the keep',
  never: 'none yet',
  emptyTitle: 'No agents',
  emptyText: 'The keep names none.',
  restart: 'Restart',
  restartTitle: (name: string) => `Restart ${name}`,
  restartConsequence:
    'Its process is ended, and killed when it hangs, and starts again within seconds. What it has under way is taken up again. One that came up less than 30 seconds ago is left alone.',
  restartAsked: (name: string) => `Restart of ${name} asked for`,
  notThisOne: 'It does not restart itself. On the machine: systemctl restart reeve-host, or npm run up.',
  detail: {
    state: 'State',
    rights: 'What it can reach',
    may: 'What it can be asked for',
    mayNone: 'No action goes to it directly: an agent of the keep asks it.',
  },
  mayColumns: { name: 'Action', risk: 'Risk' },
}
