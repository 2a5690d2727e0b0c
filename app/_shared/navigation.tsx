import {
  Activity,
  BookLock,
  Boxes,
  Building2,
  FileBadge,
  Globe,
  LayoutDashboard,
  ListChecks,
  MessageCircleQuestion,
  Settings,
  SquareStack,
  UserRound,
  Users,
} from 'lucide-react'
import { paths } from '@/app/_lib/paths'
import type { Text } from '@/app/_text/catalogues'
import type { NavGroup } from '@/components/shell/navigation'
import type { MeView } from '@/contracts/views'
import { mayOwn } from './may-own'

/** Pages of administrators. */
export const adminNav = ({ nav, groups }: Text['shell']): NavGroup[] => [
  { items: [{ href: paths.home, label: nav.dashboard, icon: <LayoutDashboard />, exact: true }] },
  {
    label: groups.hosting,
    items: [
      { href: paths.tenants, label: nav.tenants, icon: <Building2 /> },
      { href: paths.services, label: nav.services, icon: <Boxes /> },
      { href: paths.requests, label: nav.requests, icon: <MessageCircleQuestion /> },
      { href: paths.plans, label: nav.plans, icon: <SquareStack /> },
    ],
  },
  {
    label: groups.oversight,
    items: [
      { href: paths.actions, label: nav.actions, icon: <ListChecks /> },
      { href: paths.ledger, label: nav.ledger, icon: <BookLock /> },
    ],
  },
  {
    label: groups.system,
    items: [
      { href: paths.people, label: nav.people, icon: <Users /> },
      { href: paths.settings, label: nav.settings, icon: <Settings /> },
    ],
  },
]

/** Pages of one tenant. Who works on it is for its owners to see. */
export const tenantNav = (tenant: string, owner: boolean, { nav }: Text['shell']): NavGroup[] => [
  {
    items: [
      { href: paths.own.overview(tenant), label: nav.overview, icon: <LayoutDashboard />, exact: true },
      { href: paths.own.services(tenant), label: nav.services, icon: <Boxes /> },
      { href: paths.own.domains(tenant), label: nav.domains, icon: <Globe /> },
      { href: paths.own.certificates(tenant), label: nav.certificates, icon: <FileBadge /> },
      ...(owner ? [{ href: paths.own.people(tenant), label: nav.people, icon: <Users /> }] : []),
      { href: paths.own.requests(tenant), label: nav.requests, icon: <MessageCircleQuestion /> },
      { href: paths.own.activity(tenant), label: nav.activity, icon: <Activity /> },
    ],
  },
]

/** Pages of somebody who is no administrator and belongs to no tenant. */
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
  if (me.role === 'administrator') return path.startsWith('/t/') ? tenant : undefined
  return me.memberships.some((own) => own.tenant === tenant) ? tenant : me.memberships[0]?.tenant
}

export function navOf(me: MeView, tenant: string | undefined, text: Text['shell']): NavGroup[] {
  if (tenant !== undefined) return tenantNav(tenant, mayOwn(me, tenant), text)
  return me.role === 'administrator' ? adminNav(text) : noTenantNav(text)
}
