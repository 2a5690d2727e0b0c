import type { Command } from 'commander'
import { role } from '../../contracts/roles.ts'
import type { InvitationState, InvitationView, PersonView } from '../../contracts/views.ts'
import { UsageError } from '../failure.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { collect } from '../options.ts'
import { all, findInvitation, findPerson, findTenant } from '../resolve.ts'
import { answer, openSession, remark } from '../session.ts'
import { moment, table } from '../table.ts'
import { addAccount } from './person-account.ts'
import { addRights, type RightsOptions, rightsOf, rightsWords } from './person-rights.ts'

export function addPerson(program: Command, io: Io): void {
  const person = program.command('person').description('who may sign in')

  person
    .command('list')
    .description('all people, or those of one tenant')
    .option('--tenant <tenant>', 'name or id')
    .action(async (options: { tenant?: string }, command: Command) => {
      const session = openSession(command, io)
      const tenant = options.tenant === undefined ? undefined : (await findTenant(session.api, options.tenant)).id
      const people = await all((part) => session.api.people.list.query({ ...part, tenant }))
      answer(session, people, () => table(people, columns, 'Nobody has joined yet.'))
    })

  person
    .command('invite')
    .description('make a link to join with; shown once')
    .argument('<email>', 'address of the person')
    .requiredOption('--role <role>', role.options.join(', '))
    .option('--tenant <tenant>', 'the tenant of an owner or member')
    .option('--all <verbs>', rightsWords.all)
    .option('--service <service=verbs>', rightsWords.service, collect, [])
    .action(async (email: string, options: { role: string; tenant?: string } & RightsOptions, command: Command) => {
      const session = openSession(command, io)
      const chosen = role.safeParse(options.role)
      if (!chosen.success) throw new UsageError(`--role is one of ${role.options.join(', ')}.`)
      if ((chosen.data === 'owner' || chosen.data === 'member') !== (options.tenant !== undefined))
        throw new UsageError('Owners and members belong to a tenant: give --tenant. All others belong to none.')
      const tenant = options.tenant === undefined ? null : (await findTenant(session.api, options.tenant)).id
      const rights = await rightsOf(session.api, options)
      const invited = await session.api.people.invite.mutate({ email, role: chosen.data, tenant, ...(rights && { rights }) })
      // The link of an administrator works once somebody has approved it: it is worth showing before, and is shown only once.
      answer(session, invited, () => `${invited.link.url}\n`)
      remark(session, `Good until ${moment(invited.link.expiresAt)}.`)
      if (invited.action !== null) await done(session, invited.action)
    })

  person
    .command('invitations')
    .description('invitations that nobody has accepted yet, and whether their links work')
    .option('--tenant <tenant>', 'name or id')
    .action(async (options: { tenant?: string }, command: Command) => {
      const session = openSession(command, io)
      const tenant = options.tenant === undefined ? undefined : (await findTenant(session.api, options.tenant)).id
      const invitations = await all((part) => session.api.people.invitations.query({ ...part, tenant, sort: 'createdAt' }))
      answer(session, invitations, () => table(invitations, invitationColumns, 'Nobody is invited.'))
    })

  person
    .command('uninvite')
    .description('take an invitation back: its link stops working')
    .argument('<invitation>', 'id, or the address that was invited')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const found = await findInvitation(session.api, text)
      await session.api.people.revokeInvitation.mutate({ invitation: found.id })
      answer(session, { id: found.id }, () => `Took the invitation of ${found.email} back.\n`)
    })

  person
    .command('remove')
    .description('take a person out of a tenant, or an administrator out of the installation (critical: needs an approval)')
    .argument('<email>', 'address or id of the person')
    .option('--tenant <tenant>', 'the tenant that an owner or member leaves')
    .action(async (text: string, options: { tenant?: string }, command: Command) => {
      const session = openSession(command, io)
      const tenant = options.tenant === undefined ? undefined : (await findTenant(session.api, options.tenant)).id
      const found = await findPerson(session.api, text, tenant)
      if (tenant !== undefined) await session.api.people.remove.mutate({ tenant, person: found.id })
      else await done(session, (await session.api.people.removeAdministrator.mutate({ person: found.id })).action)
      answer(session, { id: found.id }, () => `Removed ${found.email}.\n`)
    })

  addRights(person, io)
  addAccount(person, io)

  person
    .command('reset')
    .description('make a link to a new password; it is shown once, takes passkeys and second factor away and ends all sessions')
    .argument('<email>', 'address or id of the person')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const found = await findPerson(session.api, text, undefined)
      const link = await session.api.people.resetLink.mutate({ person: found.id })
      answer(session, { id: found.id, link }, () => `${link.url}\n`)
      remark(session, `Good until ${moment(link.expiresAt)}, once.`)
    })

  person
    .command('delete')
    .description('delete the account of a person who administers nothing and belongs to no tenant')
    .argument('<email>', 'address or id of the person')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const found = await findPerson(session.api, text, undefined)
      await session.api.people.delete.mutate({ person: found.id })
      answer(session, { id: found.id }, () => `Deleted ${found.email}.\n`)
    })
}

/** `reeve enrol-link`: the one-time link of the first administrator. */
export function addEnrolLink(program: Command, io: Io): void {
  program
    .command('enrol-link')
    .description('a new one-time link for the first administrator; older ones stop working')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const link = await session.api.setup.enrolmentLink.mutate()
      answer(session, link, () => `${link.url}\n`)
      remark(session, `Good until ${moment(link.expiresAt)}. The secret for the first key comes from \`npm run enrol\`.`)
    })
}

const stateWords: Record<InvitationState, string> = {
  open: 'open',
  waiting: 'waits for an approval',
  asked: 'being approved',
  lapsed: 'approval expired: retry it',
  refused: 'not approved: retry it',
}

const invitationColumns = [
  ['email', (view: InvitationView) => view.email],
  ['role', (view: InvitationView) => view.role],
  ['tenant', (view: InvitationView) => view.tenantName],
  ['by', (view: InvitationView) => view.invitedBy],
  ['state', (view: InvitationView) => stateWords[view.state]],
  ['ends', (view: InvitationView) => moment(view.expiresAt)],
  ['action', (view: InvitationView) => (view.state === 'open' ? null : view.action)],
  ['id', (view: InvitationView) => view.id],
] as const

const columns = [
  ['name', (view: PersonView) => view.name],
  ['email', (view: PersonView) => view.email],
  ['role', (view: PersonView) => view.role],
  ['tenants', (view: PersonView) => view.memberships.map(({ tenantName, role: of }) => `${tenantName} (${of})`).join(', ')],
  [
    'second factor',
    (view: PersonView) =>
      [view.totp ? 'code' : '', view.passkeys > 0 ? `${view.passkeys} ${view.passkeys === 1 ? 'passkey' : 'passkeys'}` : '']
        .filter(Boolean)
        .join(', '),
  ],
  ['last seen', (view: PersonView) => moment(view.lastSeen)],
  ['id', (view: PersonView) => view.id],
] as const
