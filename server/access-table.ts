import type { Verb } from '../contracts/rights.ts'
import type { TokenGroup } from '../contracts/tokens.ts'
import type { ObjectName } from './access-objects.ts'

/**
 * Who may ask what: the one table. `member`, `owner`: of the tenant whose the object is, and the reseller whose tenant it is; `reseller`: that one,
 * for plans the one who made them; administrators may everything that they may. An auditor reads all of it, and support the tenant that it looks at;
 * both change nothing. `administrator` with an object tells others apart who may see it (forbidden) from those who may not (not found).
 */
export interface Row {
  who: 'anyone' | 'signed in' | 'member' | 'owner' | 'reseller' | 'administrator' | 'support' | 'root'
  /** What the input names, whose owner decides. */
  object?: { of: ObjectName }
  /** Who may leave the object out: lists of all that one may see, or things of the installation. Absent: nobody. */
  unnamed?: 'signed in' | 'administrator'
  /** What a member's rights have to hold for the object's service, or for all when it belongs to none. Absent: any membership will do. */
  verb?: Verb
  /** Reads what is inside a VPS, and wakes it for that: not for those who only look. */
  inside?: true
  /** What an API token has to be for; absent: no token does this. `read` is for queries of what changes nothing. */
  token?: TokenGroup
}

const of = (object: ObjectName) => ({ object: { of: object } })
const anyone = { who: 'anyone' } as const
const signedIn = { who: 'signed in' } as const
const administrator = { who: 'administrator' } as const
const reseller = { who: 'reseller' } as const
const memberOf = (object: ObjectName, verb?: Verb) => ({ who: 'member', ...of(object), ...(verb && { verb }) }) as const
const ownerOf = (object: ObjectName) => ({ who: 'owner', ...of(object) }) as const
const resellerOf = (object: ObjectName) => ({ who: 'reseller', ...of(object) }) as const
const listOf = (object: ObjectName) => ({ ...memberOf(object), unnamed: 'signed in' }) as const
const ownList = (object: ObjectName) => ({ ...ownerOf(object), unnamed: 'administrator' }) as const
/** For members, but the installation's own for administrators. */
const seenBy = (object: ObjectName, verb: Verb) => ({ ...memberOf(object, verb), unnamed: 'administrator' }) as const
const inside = { inside: true } as const
const by = (token: TokenGroup) => ({ token }) as const
const read = by('read')

export const access = {
  'accounts.get': { ...memberOf('service', 'configure'), ...read },
  'accounts.putDatabaseUser': { ...memberOf('service', 'configure'), ...by('services') },
  'accounts.putFolder': { ...memberOf('service', 'configure'), ...by('services') },
  'accounts.putOsGroup': { ...memberOf('service', 'configure'), ...by('services') },
  'accounts.putOsUser': { ...memberOf('service', 'configure'), ...by('services') },
  'accounts.removeDatabaseUser': { ...memberOf('service', 'configure'), ...by('services') },
  'accounts.removeFolder': { ...memberOf('service', 'configure'), ...by('services') },
  'accounts.removeOsGroup': { ...memberOf('service', 'configure'), ...by('services') },
  'accounts.removeOsUser': { ...memberOf('service', 'configure'), ...by('services') },

  'actions.approvalFor': ownerOf('action'),
  'actions.approve': ownerOf('action'),
  'actions.cancel': ownerOf('action'),
  'actions.get': { ...memberOf('action', 'see'), ...read },
  'actions.list': { ...listOf('tenant'), ...read },
  'actions.retry': memberOf('action', 'see'),
  'actions.watch': { ...memberOf('action', 'see'), ...read },

  'agents.list': { ...administrator, ...read },
  'agents.restart': administrator,

  'alerts.add': ownList('tenant'),
  'alerts.events': { ...listOf('tenant'), ...read },
  'alerts.get': { ...memberOf('alert', 'see'), ...read },
  'alerts.list': { ...listOf('tenant'), ...read },
  'alerts.mail': { ...administrator, ...read },
  'alerts.remove': ownerOf('alert'),
  'alerts.setMail': administrator,
  'alerts.test': ownerOf('alert'),
  'alerts.update': ownerOf('alert'),

  'auth.changePassword': signedIn,
  'auth.me': { ...anyone, ...read },
  'auth.passkeyFinish': anyone,
  'auth.passkeyRegisterFinish': signedIn,
  'auth.passkeyRegisterStart': signedIn,
  'auth.passkeyRemove': signedIn,
  'auth.passkeyStart': anyone,
  'auth.passkeys': signedIn,
  'auth.rename': signedIn,
  'auth.reset': anyone,
  'auth.resetInfo': anyone,
  'auth.revokeOtherSessions': signedIn,
  'auth.revokeSession': signedIn,
  'auth.sessions': signedIn,
  'auth.signIn': anyone,
  'auth.signOut': anyone,
  'auth.totpConfirm': signedIn,
  'auth.totpRemove': signedIn,
  'auth.totpStart': signedIn,

  'backups.browse': { ...memberOf('service', 'files'), ...by('files') },
  'backups.cancel': { ...memberOf('service', 'files'), ...by('files') },
  'backups.download': { ...memberOf('service', 'files'), ...by('files') },
  'backups.drill': { ...ownerOf('service'), ...by('services') },
  'backups.list': { ...memberOf('service', 'see'), ...read },
  'backups.left': { ...ownerOf('tenant'), ...read },
  'backups.planPolicy': { ...resellerOf('plan'), ...read },
  'backups.planPreview': { ...resellerOf('plan'), ...read },
  'backups.preview': { ...memberOf('service', 'see'), ...read },
  'backups.removeLeft': { ...ownerOf('tenant'), ...by('services') },
  'backups.removeRepository': administrator,
  'backups.restore': { ...ownerOf('service'), ...by('services') },
  'backups.restoreLeft': { ...ownerOf('tenant'), ...by('services') },
  'backups.restorePart': { ...memberOf('service', 'files'), ...by('files') },
  'backups.revert': { ...ownerOf('service'), ...by('services') },
  'backups.run': { ...memberOf('service', 'files'), ...by('files') },
  'backups.runControl': { ...administrator, ...by('services') },
  'backups.setControlPolicy': administrator,
  'backups.setPlanPolicy': { ...resellerOf('plan'), ...by('tenants') },
  'backups.setPolicy': { ...memberOf('service', 'configure'), ...by('services') },
  'backups.setRepository': administrator,
  'backups.state': { ...administrator, ...read },
  'backups.testRepository': administrator,
  'backups.verify': { ...ownerOf('service'), ...by('services') },

  'catalogue.kinds': { ...signedIn, ...read },

  'certificates.list': { ...memberOf('tenant', 'see'), ...read },
  'certificates.put': { ...ownerOf('tenant'), ...by('certificates') },
  'certificates.remove': { ...ownerOf('certificate'), ...by('certificates') },
  'certificates.sealingKey': { ...signedIn, ...read },

  'dashboard.get': { ...administrator, ...read },

  'domains.add': { ...memberOf('service', 'configure'), ...by('domains') },
  'domains.list': { ...listOf('tenant'), ...read },
  'domains.remove': { ...memberOf('domain', 'configure'), ...by('domains') },
  'domains.update': { ...memberOf('domain', 'configure'), ...by('domains') },

  'events.list': { ...ownList('tenant'), ...read },

  'files.delete': { ...memberOf('service', 'files'), ...by('files') },
  'files.deploy': { ...memberOf('service', 'files'), ...by('files') },
  'files.download': { ...memberOf('service', 'files'), ...by('files') },
  'files.list': { ...memberOf('service', 'files'), ...inside, ...by('files') },
  'files.makeFolder': { ...memberOf('service', 'files'), ...by('files') },
  'files.move': { ...memberOf('service', 'files'), ...by('files') },
  'files.read': { ...memberOf('service', 'files'), ...inside, ...by('files') },
  'files.rollback': { ...memberOf('service', 'files'), ...by('files') },
  'files.write': { ...memberOf('service', 'files'), ...by('files') },

  'firewall.changes': { ...seenBy('tenant', 'see'), ...read },
  'firewall.confirm': ownList('tenant'),
  'firewall.importRules': ownList('tenant'),
  'firewall.list': { ...seenBy('tenant', 'see'), ...read },
  'firewall.log': { ...seenBy('tenant', 'see'), ...read },
  'firewall.move': ownList('tenant'),
  'firewall.remove': ownList('tenant'),
  'firewall.removeSet': ownList('tenant'),
  'firewall.save': ownList('tenant'),
  'firewall.saveSet': ownList('tenant'),
  'firewall.set': { ...seenBy('tenant', 'see'), ...read },
  'firewall.sets': { ...seenBy('tenant', 'see'), ...read },
  'firewall.test': { ...seenBy('tenant', 'see'), ...read },

  'host.confirm': administrator,
  'host.setFirewall': administrator,
  'host.show': { ...administrator, ...read },

  'ledger.list': { ...ownList('tenant'), ...read },
  'ledger.verify': { ...administrator, ...read },

  'licences.get': { ...administrator, ...read },
  'licences.give': administrator,
  'licences.install': administrator,
  'licences.ofService': { ...memberOf('service', 'see'), ...read },
  'licences.put': administrator,
  'licences.putBack': administrator,
  'licences.remove': administrator,
  'licences.sealingKey': { ...administrator, ...read },
  'licences.takeBack': administrator,

  'live.changes': signedIn,
  'live.health': { ...signedIn, ...read },

  'oidc.finish': anyone,
  'oidc.identities': signedIn,
  'oidc.offered': anyone,
  'oidc.removeSettings': administrator,
  'oidc.setSettings': administrator,
  'oidc.settings': administrator,
  'oidc.startLink': signedIn,
  'oidc.startSignIn': anyone,
  'oidc.unlink': signedIn,

  'overview.get': { ...memberOf('tenant', 'see'), ...read },

  'patches.cancel': administrator,
  'patches.check': administrator,
  'patches.get': { ...administrator, ...read },
  'patches.host': administrator,
  'patches.ofService': { ...memberOf('service', 'see'), ...read },
  'patches.pause': administrator,
  'patches.restoreHost': administrator,
  'patches.resume': administrator,
  'patches.run': { ...administrator, ...read },
  'patches.setSchedule': administrator,
  'patches.setWindows': { ...ownList('tenant'), ...by('services') },
  'patches.start': administrator,
  'patches.targets': { ...administrator, ...read },
  'patches.windows': { ...seenBy('tenant', 'see'), ...read },

  'people.delete': administrator,
  'people.endSession': administrator,
  'people.invitations': { ...ownList('tenant'), ...read },
  'people.invite': { ...ownList('tenant'), ...by('people') },
  'people.list': { ...ownList('tenant'), ...read },
  'people.ofService': { ...memberOf('service', 'people'), ...read },
  'people.remove': { ...ownerOf('tenant'), ...by('people') },
  'people.removeAdministrator': administrator,
  'people.resetLink': administrator,
  'people.resume': administrator,
  'people.revokeInvitation': { ...ownerOf('invitation'), ...by('people') },
  'people.setDuty': administrator,
  'people.sessions': administrator,
  'people.setRights': { ...ownerOf('tenant'), ...by('people') },
  'people.setRole': { ...ownerOf('tenant'), ...by('people') },
  'people.setServiceRights': { ...memberOf('service', 'people'), ...by('people') },
  'people.signOut': administrator,
  'people.suspend': administrator,

  'plans.create': { ...reseller, ...by('tenants') },
  'plans.delete': { ...resellerOf('plan'), ...by('tenants') },
  'plans.list': { ...reseller, ...read },
  'plans.update': { ...resellerOf('plan'), ...by('tenants') },

  'refusals.list': { ...ownList('tenant'), ...read },

  'requests.ask': { ...memberOf('service', 'see'), ...by('services') },
  'requests.decide': { ...ownerOf('request'), ...by('services') },
  'requests.list': { ...listOf('tenant'), ...read },
  'requests.withdraw': { ...memberOf('request', 'see'), ...by('services') },

  'resellers.get': { ...reseller, ...read },
  'resellers.setLimits': administrator,

  'services.create': { ...ownerOf('tenant'), ...by('services') },
  'services.delete': { ...ownerOf('service'), ...by('services') },
  'services.find': { ...memberOf('serviceName', 'see'), ...read },
  'services.get': { ...memberOf('service', 'see'), ...read },
  'services.halt': { ...memberOf('service', 'power'), ...by('power') },
  'services.history': { ...memberOf('service', 'see'), ...read },
  'services.list': { ...listOf('tenant'), ...read },
  'services.logs': { ...memberOf('service', 'see'), ...inside, ...read },
  'services.processes': { ...memberOf('service', 'see'), ...read },
  'services.reload': { ...memberOf('service', 'power'), ...by('power') },
  'services.restart': { ...memberOf('service', 'power'), ...by('power') },
  'services.revert': { ...ownerOf('service'), ...by('services') },
  'services.sleep': { ...memberOf('service', 'power'), ...by('power') },
  'services.snapshot': { ...memberOf('service', 'files'), ...by('files') },
  'services.snapshots': { ...memberOf('service', 'see'), ...read },
  'services.start': { ...memberOf('service', 'power'), ...by('power') },
  'services.undo': { ...memberOf('service', 'configure'), ...by('services') },
  'services.update': { ...memberOf('service', 'configure'), ...by('services') },
  'services.usage': { ...memberOf('service', 'see'), ...read },
  'services.visits': { ...memberOf('service', 'see'), ...read },
  'services.wake': { ...memberOf('service', 'power'), ...by('power') },
  'services.wakes': { ...memberOf('service', 'see'), ...read },

  'settings.get': { ...administrator, ...read },
  'settings.update': administrator,

  'setup.enrolmentLink': { who: 'root' },
  'setup.inviteInfo': anyone,
  'setup.join': anyone,
  'setup.rebuild': { who: 'root' },
  'setup.state': anyone,

  'statistics.collector': { ...administrator, ...read },
  'statistics.endToken': administrator,
  'statistics.machine': { ...administrator, ...read },
  'statistics.makeToken': administrator,
  'statistics.service': { ...memberOf('service', 'see'), ...read },
  'statistics.tenant': { ...memberOf('tenant', 'see'), ...read },
  'statistics.token': { ...administrator, ...read },
  'statistics.top': { ...listOf('tenant'), ...read },

  'status.get': { ...administrator, ...read },

  'support.end': signedIn,
  'support.start': { who: 'support', ...of('tenant') },

  'tenants.create': { ...reseller, ...by('tenants') },
  'tenants.delete': { ...resellerOf('tenant'), ...by('tenants') },
  'tenants.find': { ...memberOf('tenantName'), ...read },
  'tenants.get': { ...memberOf('tenant'), ...read },
  'tenants.handOver': ownerOf('tenant'),
  'tenants.list': { ...signedIn, ...read },
  'tenants.resume': { ...resellerOf('tenant'), ...by('tenants') },
  'tenants.suspend': { ...resellerOf('tenant'), ...by('tenants') },
  'tenants.update': { ...resellerOf('tenant'), ...by('tenants') },

  'tokens.create': signedIn,
  'tokens.list': signedIn,
  'tokens.ofPerson': administrator,
  'tokens.revoke': signedIn,
  'tokens.revokeOf': administrator,

  'trust.authenticators': { ...ownList('tenant'), ...read },
  'trust.authority': { ...signedIn, ...read },
  'trust.enrolFinish': ownList('tenant'),
  'trust.enrolKey': { who: 'root' },
  'trust.enrolStart': ownList('tenant'),
  'trust.revoke': ownerOf('authenticator'),
} as const satisfies Record<string, Row>

export type ProcedurePath = keyof typeof access
