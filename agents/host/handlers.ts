import type { CodeState } from '../../contracts/host.ts'
import { self } from '../core/self.ts'
import type { Archives } from './archives/archives.ts'
import type { Control } from './control.ts'
import type { HostFirewallKeeper } from './firewall/firewall.ts'
import type { Images } from './images.ts'
import type { Packages } from './packages/packages.ts'
import type { Restart } from './restart.ts'
import type { HostHandlers } from './server.ts'
import { readStatus } from './status.ts'

export interface HostParts {
  code: () => Promise<CodeState>
  packages: Packages
  archives: Archives
  images: Images
  firewall: HostFirewallKeeper
  restart: Restart
  control: Control
}

/** Every verb of the machine and what does it. */
export const hostHandlers = ({ code, packages, archives, images, firewall, restart, control }: HostParts): HostHandlers => ({
  status: async () => readStatus(),
  'code.state': code,
  self: async () => self(),
  'agent.restart': async ({ agent }) => ({ changed: await restart(agent) }),
  'packages.outdated': async ({ refresh }) => ({ packages: await packages.outdated(refresh) }),
  'packages.install': ({ packages: wanted }, { id, report }) => packages.install(id, wanted, report),
  'packages.restore': ({ packages: wanted }, { report }) => packages.restore(wanted, report),
  'archives.fetch': async ({ image, packages: names }) => ({ archives: await archives.fetch(image, names) }),
  'archives.piece': async ({ sha256, offset }) => ({ content: await archives.piece(sha256, offset) }),
  'image.list': async ({ kind }) => ({ images: await images.list(kind) }),
  'image.outdated': async ({ kind }) => {
    const used = (await images.list(kind)).find((image) => image.used)
    return { fingerprint: used?.fingerprint ?? null, packages: used === undefined ? [] : await packages.newerThan(used.packages) }
  },
  'image.build': ({ kind }, { report }) => images.build(kind, report),
  'image.use': ({ kind, fingerprint }) => images.use(kind, fingerprint),
  'image.drop': ({ fingerprint }) => images.drop(fingerprint),
  'firewall.show': () => firewall.show(),
  'firewall.apply': (wish) => firewall.apply(wish),
  'firewall.change': async ({ generation }) => firewall.change(generation),
  'control.show': () => control.show(),
  'control.hide': () => control.hide(),
  'firewall.confirm': ({ generation }, { connectedAt }) => firewall.confirm(generation, connectedAt),
})
