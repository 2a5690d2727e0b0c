import type { ObjectName } from './access-objects.ts'

/**
 * Who may ask what: the one table. `member`, `owner`: of the tenant whose the object is; administrators may everything that they may;
 * `administrator` with an object tells others apart who may see it (forbidden) from those who may not (not found).
 */
export interface Row {
  who: 'anyone' | 'signed in' | 'member' | 'owner' | 'administrator' | 'root'
  /** What the input names, whose owner decides. */
  object?: { of: ObjectName }
  /** Who may leave the object out: lists of all that one may see, or things of the installation. Absent: nobody. */
  unnamed?: 'signed in' | 'administrator'
}

const of = (object: ObjectName) => ({ object: { of: object } })
const anyone = { who: 'anyone' } as const
const signedIn = { who: 'signed in' } as const
const administrator = { who: 'administrator' } as const
const memberOf = (object: ObjectName) => ({ who: 'member', ...of(object) }) as const
const ownerOf = (object: ObjectName) => ({ who: 'owner', ...of(object) }) as const
const listOf = (object: ObjectName) => ({ ...memberOf(object), unnamed: 'signed in' }) as const
const ownList = (object: ObjectName) => ({ ...ownerOf(object), unnamed: 'administrator' }) as const

export const access = {
  'actions.approvalFor': ownerOf('action'),
  'actions.approve': ownerOf('action'),
  'actions.cancel': ownerOf('action'),
  'actions.get': memberOf('action'),
  'actions.list': listOf('tenant'),
  'actions.retry': memberOf('action'),
  'actions.watch': memberOf('action'),

  'auth.changePassword': signedIn,
  'auth.me': anyone,
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

  'catalogue.kinds': signedIn,

  'certificates.list': memberOf('tenant'),
  'certificates.put': ownerOf('tenant'),
  'certificates.remove': ownerOf('certificate'),
  'certificates.sealingKey': signedIn,

  'dashboard.get': administrator,

  'domains.add': ownerOf('service'),
  'domains.list': listOf('tenant'),
  'domains.remove': ownerOf('domain'),
  'domains.update': ownerOf('domain'),

  'events.list': ownList('tenant'),

  'files.delete': memberOf('service'),
  'files.deploy': memberOf('service'),
  'files.download': memberOf('service'),
  'files.list': memberOf('service'),
  'files.makeFolder': memberOf('service'),
  'files.move': memberOf('service'),
  'files.read': memberOf('service'),
  'files.rollback': memberOf('service'),
  'files.write': memberOf('service'),

  'ledger.list': ownList('tenant'),
  'ledger.verify': administrator,

  'live.changes': signedIn,
  'live.health': signedIn,

  'overview.get': memberOf('tenant'),

  'people.delete': administrator,
  'people.endSession': administrator,
  'people.invitations': ownList('tenant'),
  'people.invite': ownList('tenant'),
  'people.list': ownList('tenant'),
  'people.remove': ownerOf('tenant'),
  'people.removeAdministrator': administrator,
  'people.resetLink': administrator,
  'people.resume': administrator,
  'people.revokeInvitation': ownerOf('invitation'),
  'people.sessions': administrator,
  'people.setRole': ownerOf('tenant'),
  'people.signOut': administrator,
  'people.suspend': administrator,

  'plans.create': administrator,
  'plans.delete': administrator,
  'plans.list': administrator,
  'plans.update': administrator,

  'requests.ask': memberOf('service'),
  'requests.decide': ownerOf('request'),
  'requests.list': listOf('tenant'),
  'requests.withdraw': memberOf('request'),
  'services.create': ownerOf('tenant'),
  'services.delete': ownerOf('service'),
  'services.find': memberOf('serviceName'),
  'services.get': memberOf('service'),
  'services.halt': memberOf('service'),
  'services.history': memberOf('service'),
  'services.list': listOf('tenant'),
  'services.logs': memberOf('service'),
  'services.processes': memberOf('service'),
  'services.reload': memberOf('service'),
  'services.restart': memberOf('service'),
  'services.revert': ownerOf('service'),
  'services.sleep': memberOf('service'),
  'services.snapshot': memberOf('service'),
  'services.snapshots': memberOf('service'),
  'services.start': memberOf('service'),
  'services.undo': ownerOf('service'),
  'services.update': ownerOf('service'),
  'services.usage': memberOf('service'),
  'services.wake': memberOf('service'),
  'services.wakes': memberOf('service'),

  'settings.get': administrator,
  'settings.update': administrator,

  'setup.enrolmentLink': { who: 'root' },
  'setup.inviteInfo': anyone,
  'setup.join': anyone,
  'setup.state': anyone,

  'status.get': administrator,

  'tenants.create': administrator,
  'tenants.delete': { ...administrator, ...of('tenant') },
  'tenants.find': memberOf('tenantName'),
  'tenants.get': memberOf('tenant'),
  'tenants.list': signedIn,
  'tenants.resume': { ...administrator, ...of('tenant') },
  'tenants.suspend': { ...administrator, ...of('tenant') },
  'tenants.update': { ...administrator, ...of('tenant') },

  'trust.authenticators': ownList('tenant'),
  'trust.authority': signedIn,
  'trust.enrolFinish': ownList('tenant'),
  'trust.enrolKey': { who: 'root' },
  'trust.enrolStart': ownList('tenant'),
  'trust.revoke': ownerOf('authenticator'),
} as const satisfies Record<string, Row>

export type ProcedurePath = keyof typeof access
