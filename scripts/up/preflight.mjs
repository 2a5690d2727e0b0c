/** Names everything that is missing in one list, each a sentence that says what to do. Pure: facts.mjs has looked at the machine. */
import { isSupported } from './system.mjs'

const ourNetworks = ['10.87.', '10.88.']
const inOurNetworks = (address) => ourNetworks.some((start) => address.startsWith(start))
const oldestNode = [20, 9]

function basicProblems({ root, linux, node, system, userNamespaces, loopDevices }) {
  const problems = []
  if (!root) problems.push('Run it as root: it makes containers, networks and file systems.')
  if (!linux || !isSupported(system)) problems.push(`This is ${system.pretty}. Reeve runs on Debian 12, Debian 13 and Ubuntu 24.04.`)
  const [major, minor] = node.split('.').map(Number)
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]))
    problems.push(`Node is ${node}. Install Node ${oldestNode.join('.')} or newer, best 24.`)
  if (!userNamespaces) problems.push('The kernel gives no user namespaces. Set the sysctl user.max_user_namespaces to 10000 or more.')
  if (!loopDevices) problems.push('There are no loop devices (/dev/loop-control), which the storage pools need.')
  return problems
}

/** An installation has what it needs and takes part of it already; it only has to live on. */
function sizeProblems({ installed, disk, memory }) {
  const problems = []
  const needed = installed ? 1 : 8
  if (disk.freeGiB < needed) problems.push(`${disk.folder} has ${disk.freeGiB.toFixed(1)} GiB free. It needs ${needed} GiB.`)
  // Two GiB machines report a little less.
  if (memory.totalGiB < 1.8) problems.push(`The machine has ${memory.totalGiB.toFixed(1)} GiB of memory. It needs 2 GiB.`)
  else if (!installed && memory.availableGiB < 1)
    problems.push(`Only ${memory.availableGiB.toFixed(1)} GiB of memory are free. The set-up needs 1 GiB: end other programs.`)
  return problems
}

const networkProblems = ({ addresses, routes, foreignCards, engineListener }) => [
  ...addresses
    .filter(({ address }) => inOurNetworks(address))
    .map(
      ({ card, address }) =>
        `The address ${address} of ${card} lies in a network that Reeve needs (10.87.0.0/16, 10.88.0.0/16). Change it.`,
    ),
  ...routes
    .filter(({ address }) => inOurNetworks(address))
    .map(
      ({ card, address }) => `A route to ${address} by ${card} is in the way of Reeve's networks (10.87.0.0/16, 10.88.0.0/16). Change it.`,
    ),
  ...foreignCards.map((card) => `The network card ${card} has a name that Reeve's bridges need, and is none of them. Rename it.`),
  ...(engineListener === undefined || engineListener === '' || inOurNetworks(engineListener)
    ? []
    : [
        `Incus listens on ${engineListener} for somebody else, and it listens on one address only. When nobody needs that, run: incus config unset core.https_address`,
      ]),
]

const portProblems = ({ takenPorts }) => {
  const sentences = takenPorts.map(({ address, port, code }) =>
    code === 'EADDRNOTAVAIL'
      ? `${address} is no address of this machine.`
      : `Port ${port} of ${address} is taken by another program. Stop it, or give it another port.`,
  )
  return [...new Set(sentences)]
}

function sourceProblems({ system, packageSource, engineSource, registry, foreignCommand }) {
  const problems = []
  if (packageSource === 'none') problems.push(`apt has no package source for ${system.codename}. Add one below /etc/apt.`)
  if (packageSource === 'silent')
    problems.push('The package source of the system does not answer. Try "apt-get update" and mend what it says.')
  if (packageSource === 'fine' && engineSource !== 'fine')
    problems.push(
      `Incus comes from ${system.codename}-backports, which ${engineSource === 'none' ? 'no package source offers' : 'the package source does not have'}. Add a source that has it below /etc/apt.`,
    )
  if (registry === 'silent') problems.push('npm\'s registry does not answer. Try "npm ping" and mend npm\'s settings (npm config list).')
  if (foreignCommand !== undefined)
    problems.push(`${foreignCommand} is there and not ours. Move it away: the command reeve is linked to that place.`)
  return problems
}

const storeProblems = ({ storeMove }) => (storeMove?.problem === undefined ? [] : [storeMove.problem])

/** All problems that these facts are. */
export function findProblems(facts) {
  const basic = basicProblems(facts)
  if (!facts.root || !facts.linux) return basic
  const looks = [sizeProblems, networkProblems, portProblems, storeProblems, sourceProblems]
  return [...basic, ...looks.flatMap((look) => look(facts))]
}
