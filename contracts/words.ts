import type { ActionInput, ActionName } from './actions.ts'
import { goneDays, type RepositorySpec } from './backups.ts'
import { parseInput } from './envelope.ts'
import type { HostRule } from './host.ts'
import { windowText } from './patch-windows.ts'

/** An action in words: `title` for lists, `consequence` what a person gives up or gains by it, `object` the id of what it is about. */
export interface Words {
  title: string
  consequence: string
  object: string | null
}

type Writer<N extends ActionName> = (input: ActionInput<N>) => Words

const say = (title: string, consequence: string, object: string | null): Words => ({ title, consequence, object })
const day = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
const whereIs = (spec: RepositorySpec): string => (spec.sort === 'local' ? 'on this machine' : `${spec.sort} at ${spec.host}:${spec.port}`)
const shown = (path: string): string => (path === '' ? 'the top folder' : path)

const packagesIn = (packages: readonly unknown[]): string => (packages.length === 1 ? 'one package' : `${packages.length} packages`)
const namesIn = (packages: readonly { name: string; version: string }[]): string => {
  const shownAtMost = 12
  const names = packages.slice(0, shownAtMost).map(({ name, version }) => `${name} ${version}`)
  const more = packages.length - names.length
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

const writers: { [N in ActionName]: Writer<N> } = {
  'tenant.apply': (i) =>
    i.suspended
      ? say(`Set up the tenant ${i.name}, suspended`, `All services of ${i.name} stay asleep and answer nobody.`, i.tenant)
      : say(`Set up the tenant ${i.name}`, `${i.name} (${i.title}) may have up to ${i.limits.services} services.`, i.tenant),
  'tenant.delete': (i) =>
    say(
      `Delete the tenant ${i.name}`,
      `${i.name} (${i.title}) goes with all its services, their data and their routes. None of it can be brought back here. Backups of its services stay for ${goneDays} days, and only the printed recovery key opens them.`,
      i.tenant,
    ),
  'tenant.handOver': (i) =>
    say(
      `Hand the tenant ${i.name} over to ${i.toName}`,
      `${i.toName} owns ${i.name} (${i.title}) from now on. ${i.fromName} ${i.leaves ? 'leaves it' : 'stays as a member'}, and the keys of ${i.fromName} approve nothing for it any more.`,
      i.tenant,
    ),
  'support.view': (i) =>
    say(
      `Look at the tenant ${i.name} as support: ${i.reason}`,
      'Its pages are shown and nothing in it can be changed. Its owners see that somebody looked, and why.',
      i.tenant,
    ),
  'service.apply': (i) =>
    i.halted
      ? say(`Stop the service ${i.name}`, `${i.name} (${i.kind}) answers nobody until it is started again.`, i.service)
      : say(
          `Set up the service ${i.name}`,
          `${i.name} (${i.kind}) may use ${i.resources.memoryMiB} MiB of memory and ${i.resources.diskMiB} MiB of disk.`,
          i.service,
        ),
  'service.delete': (i) =>
    say(
      `Delete the service ${i.name} of ${i.tenantName}`,
      i.backups === 'remove'
        ? `The ${i.kind} service ${i.tenantName}/${i.name} goes with all its data and all its backups; the newest of them as soon as their time is over. It cannot be brought back.`
        : `The ${i.kind} service ${i.tenantName}/${i.name} goes with all its data. Its backups are kept for ${goneDays} days; after that it cannot be brought back.`,
      i.service,
    ),
  'service.logs': (i) => say('Read the log of a service', `Shows up to ${i.lines} lines.`, i.service),
  'service.visits': (i) => say('Count the visits of a site', 'Reads the log of its server.', i.service),
  'asks.collect': (i) => say('Take the requests of a service', 'What it asks for at its own socket is looked at.', i.service),
  'asks.answer': (i) => say(`Answer a request of a service: ${i.verdict}`, `It is told: ${i.text.replace(/\.$/, '')}.`, i.service),
  'service.snapshots': (i) => say('List the snapshots of a service', 'Reads only.', i.service),
  'service.snapshot': (i) =>
    say(
      'Take a snapshot of a service',
      'Its data is kept as it is now; the newest three that people, or the service itself, asked for stay.',
      i.service,
    ),
  'service.revert': (i) =>
    say(
      'Put the data of a service back',
      'It is stopped, and its data becomes what it was at the snapshot. What is there now stays as a snapshot.',
      i.service,
    ),
  'service.restart': (i) => say('Restart a service', 'Its processes end and begin anew; open connections break off.', i.service),
  'service.reload': (i) => say('Reload a service', 'Its processes read their configuration anew; connections go on.', i.service),
  'service.processes': (i) => say('Look at the processes of a service', 'Reads only.', i.service),
  'service.usage': (i) => say('Read what a service uses', 'Reads only.', i.service),
  'service.patch': (i) =>
    say(
      'Patch a service',
      'It gets a fresh root with newer packages and is down for some seconds. What was there comes back when it does not answer.',
      i.service,
    ),
  'tenant.roots': (i) => say('Look which images the services of a tenant came from', 'Reads only.', i.tenant),
  'service.wake': (i) => say('Wake a service', 'It starts now, without waiting for a request.', i.service),
  'service.sleep': (i) =>
    i.stop
      ? say('Stop a service', 'It ends now; the next request starts it again.', i.service)
      : say('Freeze a service', 'It pauses now; the next request thaws it.', i.service),
  'site.deploy': (i) =>
    say('Deploy a site', 'The uploaded archive takes the place of the present files, which stay for one rollback.', i.service),
  'site.rollback': (i) => say('Roll a site back', 'The files of the deployment before take the place of the present ones.', i.service),
  'files.list': (i) => say(`List ${shown(i.path)}`, 'Reads only.', i.service),
  'files.read': (i) => say(`Read ${i.path}`, 'Reads only.', i.service),
  'files.download': (i) => say(`Download ${shown(i.path)}`, 'Reads only.', i.service),
  'files.write': (i) => say(`Write ${i.path}`, 'What the file held before is replaced.', i.service),
  'files.makeFolder': (i) => say(`Make the folder ${i.path}`, 'An empty folder is added.', i.service),
  'files.move': (i) => say(`Move ${i.from} to ${i.to}`, 'Links to the old place stop working.', i.service),
  'files.delete': (i) => say(`Delete ${i.path}`, 'The file, or the folder with all in it, cannot be brought back.', i.service),
  'backup.run': (i) => say('Back up a service', `Its data is copied as it is now and kept in the repository ${i.repository}.`, i.service),
  'backup.restore': (i) =>
    say(
      `Restore the service ${i.name} of ${i.tenantName}`,
      i.source === undefined
        ? `All data of the ${i.kind} service ${i.tenantName}/${i.name} becomes what it was on ${day(i.at)}. What it is now is kept for 7 days, with its snapshots.`
        : `All data of the ${i.kind} service ${i.tenantName}/${i.name} becomes what another service (${[i.sourceName, i.source].filter((word) => word !== undefined).join(', ')}) was on ${day(i.at)}. What it is now is kept for 7 days, with its snapshots.`,
      i.service,
    ),
  'backup.revert': (i) => say('Undo the restore of a service', 'Its data becomes what it was before the last restore.', i.service),
  'backup.restorePart': (i) =>
    say(
      `Restore ${i.part.sort === 'path' ? i.part.path : `the database ${i.part.database}`}`,
      i.place === 'beside'
        ? `What it was on ${day(i.at)} comes beside what it is now.`
        : `It becomes what it was on ${day(i.at)}. What it is now is kept under another name.`,
      i.service,
    ),
  'backup.verify': (i) =>
    say('Verify the backups of a tenant', i.full ? 'Every byte of them is read.' : 'Their structure is read.', i.service),
  'backup.drill': (i) => say('Try a backup', 'It is restored into a VPS that nobody reaches, started, and deleted again.', i.service),
  'backup.forget': (i) => say('Remove old backups', 'Those that its rules keep no longer are removed for good.', i.service),
  'backup.retire': (i) => say('Look after the backups of a deleted service', 'They go when their time is over.', i.source),
  'backup.remove': (i) =>
    say(
      `Remove the backups of the deleted service ${i.name} of ${i.tenantName}`,
      `All backups of ${i.tenantName}/${i.name} are removed, the newest of them as soon as their time is over. After that it cannot be brought back.`,
      i.source,
    ),
  'backup.ofTenant': (i) => say('List the backups of a tenant', 'Reads only.', i.tenant),
  'backup.cancel': (i) => say('Cancel a backup or a restore', 'What it has done so far is undone.', i.service),
  'backup.list': (i) => say('List backups', 'Reads only.', i.service),
  'backup.browse': (i) => say(`List ${shown(i.path)} in a backup`, 'Reads only.', i.service),
  'backup.download': (i) => say(`Download ${shown(i.path)} of a backup`, 'Reads only.', i.service),
  'backup.control': (i) =>
    say(
      'Back up the installation',
      `Its databases, keys and settings are copied as they are now and kept in the repository ${i.repository}.`,
      null,
    ),
  'backup.state': () => say('Look at the vault', 'Reads only.', null),
  'backup.setRepository': (i) => say(`Set the repository ${i.repository}`, `Backups can be kept there: ${whereIs(i.spec)}.`, null),
  'backup.testRepository': (i) => say(`Test the repository ${i.repository}`, 'The vault asks the place whether it answers.', null),
  'backup.removeRepository': (i) =>
    say(`Remove the repository ${i.repository}`, 'Its place is forgotten; what is there stays there.', null),
  'routes.apply': (i) =>
    i.suspended
      ? say('Close the routes of a tenant', 'Its sites answer with a page that says they are suspended.', i.tenant)
      : say('Set the routes of a tenant', `The gate sends requests to ${i.services.length} of its services.`, i.tenant),
  'certificate.put': (i) =>
    say(`Use a certificate for ${i.names.join(', ').slice(0, 120)}`, 'Browsers get this certificate from now on.', i.certificate),
  'certificate.delete': (i) => say('Delete a certificate', 'The gate uses its own certificate for these names again.', i.certificate),
  'licence.install': ({ file: { licence } }) =>
    say(
      `Install the licence ${licence.number}`,
      `${licence.edition} for ${licence.holder}: ${licence.tenants} tenants, ${licence.services} services, ${licence.nodes} machines, ${licence.expires === null ? 'without an end' : `until ${licence.expires}`}.`,
      null,
    ),
  'licence.putBack': (i) => say(`Put the licence ${i.number} back`, 'It takes the place of the present one, which stays at hand.', null),
  'pool.put': (i) =>
    say(`Keep the licence ${i.name}`, `${i.title} of ${i.vendor} can be given to services, ${i.seats} at the same time.`, i.licence),
  'pool.remove': (i) => say(`Remove the licence ${i.licenceName}`, 'Its key is deleted in the keep.', i.licence),
  'seat.give': (i) =>
    say(
      `Give the licence ${i.licenceName} to ${i.tenantName ?? '?'}/${i.serviceName ?? '?'}`,
      `Its key is written into the VPS of that service. Everybody who can change the service or run programs in it can read the key.`,
      i.service,
    ),
  'seat.takeBack': (i) =>
    say(`Take the licence ${i.licenceName} back from a service`, 'Its key is removed from the service’s VPS.', i.service),
  'firewall.apply': (i) =>
    say('Set the rules of the firewall', `Before the rules of plans and tenants stand ${i.rules.length} global ones.`, null),
  'firewall.set': (i) => say(`Set the addresses of ${i.name}`, `Rules that name ${i.name} are about ${i.networks.length} networks.`, i.set),
  'firewall.tenant': (i) =>
    say(
      'Set the firewall rules of a tenant',
      `Behind the rules of the installation and its plan stand ${i.rules.length} of its own.`,
      i.tenant,
    ),
  'firewall.confirm': (i) => say('Keep the new firewall rules', 'They do not go back by themselves any more.', i.tenant ?? i.set),
  'firewall.log': (i) => say('Read the log of the firewall', 'Reads only.', i.tenant),
  'host.firewall': (i) =>
    say(
      "Set the rules of the machine's own firewall",
      `In force on the machine itself: ${
        i.rules
          .filter((rule) => rule.enabled)
          .map(hostRuleText)
          .join('; ') || 'no rule'
      }. What they are not about is ${i.closed ? 'dropped, except SSH and the ports of the gate' : 'let in'}.`,
      null,
    ),
  'host.confirm': () => say("Keep the new rules of the machine's own firewall", 'They do not go back by themselves any more.', null),
  'agent.restart': (i) =>
    say(
      `Restart the agent ${i.agent}`,
      'Its process is ended and started again. What it has under way is taken up when it is back.',
      `agent:${i.agent}`,
    ),
  'host.show': () => say('Look at the machine', 'Reads only.', null),
  'patch.check': () => say('Look for updates', 'The package sources of the machine are read; nothing is installed.', null),
  'patch.schedule': (i) =>
    i.schedule === null
      ? say(`Patch services of the kind ${i.kind} by hand alone`, 'No run opens by itself any more.', `schedule:${i.kind}`)
      : say(
          `Patch services of the kind ${i.kind} by themselves: ${i.schedule.windows.map(windowText).join('; ')}`,
          `A run opens when ${i.schedule.updates === 'security' ? 'a security update' : 'an update'} waits, ${i.schedule.first} services first. Each gets a fresh root.`,
          `schedule:${i.kind}`,
        ),
  'patch.build': (i) =>
    say(`Build an image of the kind ${i.kind}`, 'It takes the newest packages. Nothing uses it yet.', `image:${i.kind}`),
  'patch.use': (i) => say(`Use a new image of the kind ${i.kind}`, 'New services of this kind are made from it.', `image:${i.kind}`),
  'patch.drop': (i) => say('Remove an image', 'No service can go back to it any more.', `image:${i.image.slice(0, 12)}`),
  'patch.host': (i) =>
    say(
      `Install ${packagesIn(i.packages)} on the host`,
      `The machine itself gets ${namesIn(i.packages)}. When that fails, the versions before come back.`,
      'host',
    ),
  'patch.restore': (i) =>
    say(`Go back to ${packagesIn(i.packages)} on the host`, `The machine itself gets ${namesIn(i.packages)} again.`, 'host'),
  'reseller.limits': (i) =>
    say(
      `Set what the tenants of ${i.name} may have`,
      `The plans of ${i.name}’s tenants may come to ${i.limits.tenants} tenants with ${i.limits.services} services and ${i.limits.memoryMiB} MiB of memory.`,
      i.person,
    ),
  'administrator.add': (i) =>
    say(
      `Make ${i.name} an administrator`,
      `${i.name} (${i.email}) may ask for everything on this installation, for every tenant.`,
      i.person,
    ),
  'administrator.remove': (i) =>
    say(
      `Remove the administrator ${i.name}`,
      `${i.name} (${i.email ?? 'enrolled on the terminal'}) can administer nothing any more, and the keys of this person approve nothing any more.`,
      i.person,
    ),
  'authenticator.enrol': (i) =>
    say(
      `Trust the key ${i.label} of ${i.personName}`,
      i.tenant === null
        ? `With it ${i.personName} can approve everything, for every tenant.`
        : `With it ${i.personName} can approve what is critical for the tenant ${i.tenantName}: deletions, restores, other keys, another owner.`,
      i.authenticator,
    ),
  'authenticator.revoke': (i) =>
    say(
      `Stop trusting the key ${i.label} of ${i.personName}`,
      `${i.personName} approves nothing with it any more${i.tenantName === null ? '' : `, for the tenant ${i.tenantName}`}.`,
      i.authenticator,
    ),
}

const hostRuleText = ({ verdict, protocol, ports, networks }: HostRule): string => {
  const where = ports.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(', ')
  return `${verdict} ${protocol}${where && ` ${where}`} from ${networks.join(', ') || 'anywhere'}`
}

/** The words of an action. Pure; the same everywhere a person meets the action. Throws ZodError when the input does not fit the name. */
export function wordsOf<N extends ActionName>(action: { name: N; input: unknown }): Words {
  return writers[action.name](parseInput(action.name, action.input))
}
