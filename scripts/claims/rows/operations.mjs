/** The other jobs that need power, one after another. */
const stolen = 'e2e/machine/stolen-key.real.test.ts'
const resources = 'e2e/machine/resources.real.test.ts'
const firewall = 'e2e/machine/firewall.real.test.ts'
const nft = 'e2e/machine/firewall-nft.real.test.ts'
const kinds = 'e2e/machine/kinds.real.test.ts'
const accounts = 'e2e/machine/accounts.real.test.ts'

export const operations = [
  {
    id: 'op-multiplexing',
    claims: [7, 22],
    title: 'Servers of several customers share one address and one port',
    serves: 4,
    proofs: [
      { file: 'e2e/machine/cli.real.test.ts', titles: ['the demo comes, answers, and goes without a trace'] },
      { file: 'e2e/machine/gate-wake.real.test.ts', titles: ['PostgreSQL by its own address, and by the name of the database'] },
    ],
    missing: 'Two customers share an address for websites alone: mail and chat servers are not hosted yet.',
  },
  {
    id: 'op-backup-restore',
    claims: [7, 13, 22, 28],
    title: 'Data is backed up by a schedule and restored, whole or in parts',
    serves: 3,
    proofs: [
      {
        file: 'e2e/machine/backups.real.test.ts',
        titles: [
          'is made, checked and listed, and wakes nobody',
          'of the whole service brings file and row back, with an approval alone, and can be undone',
          'of a service whose volume is lost, with equal sums',
          'of a file or a folder comes beside, or in place with what was there kept',
          'of one database comes beside, or in place with what was there kept',
          'passes its trial, which leaves nothing',
          'that lost a bit is found out, each of 200 times, and a damaged backup is not restored',
          'gives nothing to remove before its time, whatever the rules say',
        ],
      },
      {
        file: 'e2e/machine/repositories.real.test.ts',
        titles: [
          'takes backups over SFTP and gives them back',
          'takes backups over S3 and gives them back',
          'holds the installation, which comes out whole with the sheet and the key of the place alone',
          'holds the installation, which comes out of the bucket whole with the sheet and the keys of the place alone',
          'whose host key changes is not spoken to, and is again when the old one is back',
          'that lost what a backup needs says so of that backup alone',
          'of a deleted service the backups stay for a while, and make a new one',
        ],
      },
      {
        file: 'e2e/machine/backup-folder.real.test.ts',
        titles: [
          'a folder that is named later takes along what was kept before, also after a kill in the middle',
          'back into the volume of the pool, or the folder of before, all of it goes again',
        ],
      },
      {
        file: 'e2e/machine/alerts.real.test.ts',
        titles: ['a backup whose repository does not answer is told by mail, once, and so is that it is over'],
      },
      {
        file: 'e2e/machine/control-backup.real.test.ts',
        titles: ['the installation is backed up with all its parts, verified, and nothing of it stays shown'],
      },
      {
        file: 'e2e/backups.spec.ts',
        titles: [
          'a site is backed up, vandalised, and a file of it comes back',
          'a repository is refused in words that say what to do, and a plan says what its rules remove',
          'a deleted site comes back from its backup as a new one',
        ],
      },
      {
        file: resources,
        titles: ['kept before something risky, lost, and put back: visitors see it again, and the state in between stays'],
      },
    ],
    missing:
      'No mailbox is hosted yet; the S3 server of the tests is a small one of their own; that an installation comes back on an empty machine, from a folder, SFTP or S3, is shown by `npm run drill restored` alone, which is no part of `npm test`.',
  },
  {
    id: 'op-update-patch',
    claims: [7, 22],
    title: 'Security updates are listed, installed, and taken back when the server does not answer afterwards',
    serves: 3,
    proofs: [
      {
        file: 'e2e/machine/patches.real.test.ts',
        titles: [
          'a newer package is seen, built once, and in all services, which go on with what they were doing',
          'one whose own script fails',
          'one that breaks the server: the first service goes back, the rest is not touched',
          'one that fills the disk',
          'one that hangs',
        ],
      },
      {
        file: 'e2e/machine/host.real.test.ts',
        titles: [
          'a newer version is seen and installed; the same question again is not carried out again',
          'one whose own script fails goes back, and dpkg is whole',
          'and back to the version before on demand',
        ],
      },
      {
        file: 'server/patches/schedules.test.ts',
        titles: [
          'one a window, in the backend’s own name, when there is what it waits for',
          'begin no service after the end of the window, and go on in the next one',
        ],
      },
      {
        file: 'e2e/patches.spec.ts',
        titles: ['an administrator looks for updates, patches the sites of the machine and reads what became of them'],
      },
    ],
    missing:
      'That a run opens by itself in its window is tried without the engine; full VPSs do not exist yet; that other code than what runs lies on the machine is said, not what it mends.',
  },
  {
    id: 'op-permission-check',
    claims: [7, 25],
    title: 'Every request is judged by role and tenant, and once more by the keep and the engine',
    serves: 3,
    proofs: [
      {
        file: 'e2e/machine/member.real.test.ts',
        titles: [
          'a member is refused %s',
          'another tenant’s service reads as one that is not there',
          'all of it is written down: who, what, from where, and for the owner what is the tenant’s own',
        ],
      },
      {
        file: stolen,
        titles: [
          'can not reach across tenants, nor learn who is there',
          'can not speak as a person who is no administrator in the keep',
          'has left its refused tries in a ledger that is whole',
        ],
      },
      { file: 'e2e/machine/guard.real.test.ts', titles: ['is refused by the engine too, where a tenant is not the certificate’s'] },
      { file: 'server/access.test.ts', titles: ['%s: every role on own, foreign and absent things'] },
      { file: 'server/tokens/tokens.test.ts', titles: ['of a token for one service nothing else is there'] },
      {
        file: 'server/refusals/refusals.test.ts',
        titles: [
          'who tries to change what is another tenant’s is written down: who, what, on what, from where and why',
          'a token that is used from elsewhere is noted with its person',
        ],
      },
    ],
  },
  {
    id: 'op-security-analysis',
    claims: [7, 10, 22, 25],
    title: 'Failed sign-ins, open ports, known holes and malware are found and reported',
    serves: 'later',
    proofs: [],
  },
  {
    id: 'op-audit',
    claims: [7, 22],
    title: 'Who did what, when and by which agent is written down so that a change of it is seen',
    serves: 3,
    proofs: [
      { file: stolen, titles: ['has left its refused tries in a ledger that is whole'] },
      {
        file: 'agents/door/ledger.test.ts',
        titles: ['is whole as it was written, and anybody can compute its hashes', 'names the first entry that does not fit: %s'],
      },
      { file: 'server/ledger/ledger.test.ts', titles: ['what the backend saw in a %s has to be there for ever'] },
      {
        file: 'e2e/deletion.spec.ts',
        titles: ['deleting a service says what will be lost, asks for the passkey, and leaves nothing behind'],
      },
    ],
    missing: 'What root does with the engine directly is not in the log, and the log is not compared with the engine’s own events.',
  },
  {
    id: 'op-app-install',
    claims: [7, 12, 27],
    title: 'Ready applications are installed into a site with their database, and removed again',
    serves: 4,
    proofs: [],
  },
  {
    id: 'op-parameter-config',
    claims: [7, 22],
    title: 'Parameters of network, system and servers are set by forms and kept',
    serves: 3,
    proofs: [
      {
        file: resources,
        titles: [
          'one can go back to what was before',
          'what its own check refuses changes nothing: the site answers the whole time, and the words of nginx are told',
        ],
      },
      {
        file: 'e2e/machine/sites.real.test.ts',
        titles: [
          'without PHP, programs are neither run nor shown; then they run again',
          'front controller, own page for what is not found, hidden files',
        ],
      },
    ],
    missing: 'No upload beyond the size that was set is tried; addresses, IPv6, resolvers and sizes of mail cannot be set.',
  },
  {
    id: 'op-driver',
    claims: [7, 22],
    title: 'Kernel modules and devices of the host are shown, installed and lent to a VPS',
    serves: 'later',
    proofs: [],
  },
  {
    id: 'op-spam-filter',
    claims: [7, 22],
    title: 'A spam filter is run for each mailbox, with its lists and what it learned',
    serves: 'later',
    proofs: [],
  },
  {
    id: 'op-firewall',
    claims: [7, 22],
    title: 'Rules say who reaches a service and what it reaches; what they drop is counted and shown',
    serves: 3,
    proofs: [
      {
        file: firewall,
        titles: [
          'a source is kept from one website, and only from that: 403, counted and told with its rule',
          'a global rule closes a port for everybody: nothing is answered',
          'a service reaches the outside only where rules let it, and this machine never',
          'whoever locks himself out is let in again within 30 seconds, also when these are killed meanwhile: %j',
        ],
      },
      {
        file: nft,
        titles: [
          'each packet moves the counter of the rule that the evaluator names, and of no other one',
          'a limit lets so many pass and no more',
          'a packet with a forged address goes nowhere, and no address of Reeve is ever reached',
        ],
      },
      { file: kinds, titles: ['an address', 'a hardware address'] },
      {
        file: 'e2e/firewall.spec.ts',
        titles: ['a tenant’s rule keeps one network from his website, and the dry run names it'],
      },
    ],
  },
  {
    id: 'op-users',
    claims: [7, 10, 25],
    title: 'Users are made and deleted, and a deletion asks what becomes of their data',
    serves: 3,
    proofs: [
      {
        file: accounts,
        titles: ['a user of the system signs in with a key, shares a folder, and is gone with all processes when removed'],
      },
      {
        file: 'server/people/people.test.ts',
        titles: ['an account goes when it administers nothing, belongs nowhere and approves nothing; then its address is free'],
      },
    ],
    missing: 'No mailbox is made for a user: a mail server is not hosted yet.',
  },
  {
    id: 'op-groups',
    claims: [7, 10, 25],
    title: 'Groups share folders and rights, and are made and deleted',
    serves: 3,
    proofs: [
      {
        file: accounts,
        titles: ['a user of the system signs in with a key, shares a folder, and is gone with all processes when removed'],
      },
      {
        file: 'server/accounts/accounts.test.ts',
        titles: ['users of the system have numbers that are never given again, and groups that are there'],
      },
    ],
    missing: 'A shared folder that is deleted with its group is not tried on the machine, and lists of mail are not hosted yet.',
  },
  {
    id: 'op-license',
    claims: [7, 10, 25],
    title: 'Licences say what was bought; beyond them nothing new is made, and what runs goes on',
    serves: 3,
    proofs: [
      {
        file: 'e2e/machine/licences.real.test.ts',
        titles: [
          'drill: an altered licence file is refused with a sentence and changes nothing',
          'the service and the tenant beyond a licence of few counts are refused by the keep, while the running site answers',
          'drill: with an expired licence nothing new is made, and everything that is there runs, wakes, is changed and deleted',
          'a key is a file of the service’s own user in its VPS, also of one that sleeps, and goes when it is taken back',
        ],
      },
      {
        file: 'server/alerts/licences.test.ts',
        titles: ['owners and administrators hear of a licence 30, 14, 7 and 1 days before its end and once after it, and of no step twice'],
      },
      {
        file: 'e2e/licences.spec.ts',
        titles: [
          'an administrator installs a licence by its file, is told that an altered one counts for nothing, and puts the earlier one back',
        ],
      },
    ],
    missing: 'Mailboxes and domains are not counted.',
  },
  {
    id: 'op-remote-access',
    claims: [7, 10, 25],
    title: 'Who comes in from outside, by which way and until when',
    serves: 3,
    proofs: [
      {
        file: kinds,
        titles: [
          'files go there and back by SFTP, also where a shell is not given',
          'a key that is taken from the list opens nothing any more, one that is added does',
        ],
      },
      {
        file: 'e2e/roles.spec.ts',
        titles: ['support looks at a tenant with a reason, sees a banner and changes nothing, and the owner reads of it'],
      },
    ],
    missing: 'No access to a VPS ends by itself after a time, and there is no VPN, no terminal in the panel and no remote desktop.',
  },
  {
    id: 'op-vps-migration',
    claims: [16, 31],
    title: 'A VPS moves to another machine or storage and answers there',
    serves: 'later',
    proofs: [],
  },
  {
    id: 'op-process-migration',
    claims: [16, 31],
    title: 'A server moves to another VPS without a failed request',
    serves: 'later',
    proofs: [],
  },
  {
    id: 'op-system-resources',
    claims: [16, 31],
    title: 'A customer or a VPS asks for more, and gets it within the plan at once and beyond it from a person',
    serves: 3,
    proofs: [
      {
        file: resources,
        titles: [
          'its own user gets what the plan gives on request, while it runs',
          'beyond it a person decides; what is no request is refused',
        ],
      },
      {
        file: 'e2e/resources.spec.ts',
        titles: ['a member asks for more, the administrator allows it, and it is there; the settings have a way back'],
      },
    ],
  },
]
