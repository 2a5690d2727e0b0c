import type { ActionInput, ActionName } from './actions.ts'
import { parseInput } from './envelope.ts'

/** An action in words: `title` for lists, `consequence` what a person gives up or gains by it, `object` the id of what it is about. */
export interface Words {
  title: string
  consequence: string
  object: string | null
}

type Writer<N extends ActionName> = (input: ActionInput<N>) => Words

const say = (title: string, consequence: string, object: string | null): Words => ({ title, consequence, object })
const shown = (path: string): string => (path === '' ? 'the top folder' : path)

const writers: { [N in ActionName]: Writer<N> } = {
  'tenant.apply': (i) =>
    i.suspended
      ? say(`Set up the tenant ${i.name}, suspended`, `All services of ${i.name} stay asleep and answer nobody.`, i.tenant)
      : say(`Set up the tenant ${i.name}`, `${i.name} (${i.title}) may have up to ${i.limits.services} services.`, i.tenant),
  'tenant.delete': (i) =>
    say(
      `Delete the tenant ${i.name}`,
      `${i.name} (${i.title}) goes with all its services, their data and their routes. Nothing of it can be brought back.`,
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
      `The ${i.kind} service ${i.tenantName}/${i.name} goes with all its data. It cannot be brought back.`,
      i.service,
    ),
  'service.logs': (i) => say('Read the log of a service', `Shows up to ${i.lines} lines.`, i.service),
  'service.visits': (i) => say('Count the visits of a site', 'Reads the log of its server.', i.service),
  'asks.collect': (i) => say('Take the requests of a service', 'What it asks for at its own socket is looked at.', i.service),
  'asks.answer': (i) => say(`Answer a request of a service: ${i.verdict}`, `It is told: ${i.text.replace(/\.$/, '')}.`, i.service),
  'service.snapshots': (i) => say('List the snapshots of a service', 'Reads only.', i.service),
  'service.snapshot': (i) =>
    say('Take a snapshot of a service', 'Its data is kept as it is now; the newest three snapshots stay.', i.service),
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
  'routes.apply': (i) =>
    i.suspended
      ? say('Close the routes of a tenant', 'Its sites answer with a page that says they are suspended.', i.tenant)
      : say('Set the routes of a tenant', `The gate sends requests to ${i.services.length} of its services.`, i.tenant),
  'certificate.put': (i) =>
    say(`Use a certificate for ${i.names.join(', ').slice(0, 120)}`, 'Browsers get this certificate from now on.', i.certificate),
  'certificate.delete': (i) => say('Delete a certificate', 'The gate uses its own certificate for these names again.', i.certificate),
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
        : `With it ${i.personName} can approve the deletion of services of the tenant ${i.tenantName}.`,
      i.authenticator,
    ),
  'authenticator.revoke': (i) =>
    say(
      `Stop trusting the key ${i.label} of ${i.personName}`,
      `${i.personName} approves nothing with it any more${i.tenantName === null ? '' : `, for the tenant ${i.tenantName}`}.`,
      i.authenticator,
    ),
}

/** The words of an action. Pure; the same everywhere a person meets the action. Throws ZodError when the input does not fit the name. */
export function wordsOf<N extends ActionName>(action: { name: N; input: unknown }): Words {
  return writers[action.name](parseInput(action.name, action.input))
}
