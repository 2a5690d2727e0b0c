import {
  Activity,
  BookLock,
  Boxes,
  Building2,
  FileBadge,
  Globe,
  LayoutDashboard,
  ListChecks,
  Settings,
  SquareStack,
  UserRound,
  Users,
} from 'lucide-react'
import { paths } from '@/app/_lib/paths'
import type { Text } from '@/app/_text/catalogues'
import type { NavGroup } from '@/components/shell/navigation'
import type { MeView } from '@/contracts/views'
import { mayLook, maySell, seesAll, seesWhole, worksOnTenants } from './may'

/** Pages for those who work on tenants: all of them for administrators and auditors, what is theirs for resellers and support. */
export function adminNav(me: MeView, { nav, groups }: Text['shell']): NavGroup[] {
  const all = seesAll(me)
  const tenants = { href: paths.tenants, label: nav.tenants, icon: <Building2 /> }
  if (!all && !maySell(me)) return [{ label: groups.hosting, items: [tenants] }]
  const hosting: NavGroup = {
    label: groups.hosting,
    items: [
      tenants,
      { href: paths.services, label: nav.services, icon: <Boxes /> },
      { href: paths.plans, label: nav.plans, icon: <SquareStack /> },
    ],
  }
  const actions = { href: paths.actions, label: nav.actions, icon: <ListChecks /> }
  if (!all) return [hosting, { label: groups.oversight, items: [actions] }]
  return [
    { items: [{ href: paths.home, label: nav.dashboard, icon: <LayoutDashboard />, exact: true }] },
    hosting,
    { label: groups.oversight, items: [actions, { href: paths.ledger, label: nav.ledger, icon: <BookLock /> }] },
    {
      label: groups.system,
      items: [
        { href: paths.people, label: nav.people, icon: <Users /> },
        { href: paths.settings, label: nav.settings, icon: <Settings /> },
      ],
    },
  ]
}

/** Pages of one tenant. Who works on it is for its owners to see; a member of some services sees nothing of the whole. */
export function tenantNav(tenant: string, me: MeView, { nav }: Text['shell']): NavGroup[] {
  const whole = seesWhole(me, tenant)
  return [
    {
      items: [
        ...(whole ? [{ href: paths.own.overview(tenant), label: nav.overview, icon: <LayoutDashboard />, exact: true }] : []),
        { href: paths.own.services(tenant), label: nav.services, icon: <Boxes /> },
        { href: paths.own.domains(tenant), label: nav.domains, icon: <Globe /> },
        ...(whole ? [{ href: paths.own.certificates(tenant), label: nav.certificates, icon: <FileBadge /> }] : []),
        ...(mayLook(me, tenant) ? [{ href: paths.own.people(tenant), label: nav.people, icon: <Users /> }] : []),
        { href: paths.own.activity(tenant), label: nav.activity, icon: <Activity /> },
      ],
    },
  ]
}

/** Pages of somebody who works on no tenant and belongs to none. */
const noTenantNav = ({ nav }: Text['shell']): NavGroup[] => [
  {
    items: [
      { href: paths.home, label: nav.overview, icon: <LayoutDashboard />, exact: true },
      { href: paths.account, label: nav.account, icon: <UserRound /> },
    ],
  },
]

/** The tenant whose pages surround `path`, which may name `tenant`; undefined for the administration, and for those who have none. */
export function placeOf(me: MeView, path: string, tenant: string | undefined): string | undefined {
  // Support sees pages of a tenant by a view that was begun with a reason, and else none.
  if (worksOnTenants(me)) return path.startsWith('/t/') && me.role !== 'support' ? tenant : undefined
  const own = [...(me.viewing === null ? [] : [me.viewing.tenant]), ...me.memberships.map((one) => one.tenant)]
  return own.find((one) => one === tenant) ?? own[0]
}

export function navOf(me: MeView, tenant: string | undefined, text: Text['shell']): NavGroup[] {
  if (tenant !== undefined) return tenantNav(tenant, me, text)
  return worksOnTenants(me) ? adminNav(me, text) : noTenantNav(text)
}
