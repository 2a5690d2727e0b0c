/** What people do in the backend, as its audit rows name it. What was done with power stands in the keep's ledger. */
export type EventName =
  | 'account.put'
  | 'account.remove'
  | 'action.approve'
  | 'action.cancel'
  | 'action.retry'
  | 'administrator.remove'
  | 'alert.add'
  | 'alert.remove'
  | 'alert.test'
  | 'authenticator.enrol'
  | 'authenticator.revoke'
  | 'certificate.delete'
  | 'certificate.put'
  | 'domain.add'
  | 'domain.remove'
  | 'domain.update'
  | 'files.delete'
  | 'files.makeFolder'
  | 'files.move'
  | 'files.write'
  | 'firewall.confirm'
  | 'firewall.rules'
  | 'firewall.set'
  | 'identity.link'
  | 'identity.unlink'
  | 'member.remove'
  | 'member.rights'
  | 'member.role'
  | 'oidc.remove'
  | 'oidc.set'
  | 'passkey.add'
  | 'passkey.remove'
  | 'password.change'
  | 'password.reset'
  | 'person.delete'
  | 'person.duty'
  | 'person.end_session'
  | 'person.invite'
  | 'person.join'
  | 'person.rename'
  | 'person.reset_link'
  | 'person.resume'
  | 'person.sign_out'
  | 'person.suspend'
  | 'person.uninvite'
  | 'plan.create'
  | 'plan.delete'
  | 'plan.update'
  | 'request.allow'
  | 'request.ask'
  | 'request.deny'
  | 'request.withdraw'
  | 'reseller.limits'
  | 'service.create'
  | 'service.delete'
  | 'service.halt'
  | 'service.reload'
  | 'service.restart'
  | 'service.revert'
  | 'service.sleep'
  | 'service.snapshot'
  | 'service.start'
  | 'service.update'
  | 'service.wake'
  | 'session.revoke'
  | 'session.revoke_others'
  | 'settings.mail'
  | 'settings.metrics'
  | 'settings.update'
  | 'setup.link'
  | 'sign_in'
  | 'site.deploy'
  | 'site.rollback'
  | 'site.upload'
  | 'support.end'
  | 'support.start'
  | 'tenant.create'
  | 'tenant.delete'
  | 'tenant.hand_over'
  | 'tenant.resume'
  | 'tenant.suspend'
  | 'tenant.update'
  | 'token.create'
  | 'token.revoke'
  | 'totp.confirm'
  | 'totp.remove'
  | 'totp.start'
  | 'traffic.lift'
  | 'traffic.slow'

/** One row. Times are milliseconds since 1970. */
export interface EventView {
  id: number
  at: number
  person: string
  personName: string
  /** Label of the API token that it was done with, or its id once it is revoked; null: by a session. */
  token: string | null
  what: EventName
  tenant: string | null
  tenantName: string | null
  /** Name of what it was done to, where it still has one. */
  objectName: string | null
  detail: string
}

/** Newest first. `next`: ask for more with this as `before`; null at the end. */
export interface EventPage {
  events: EventView[]
  next: number | null
}
