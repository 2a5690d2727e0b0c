import {
  Activity,
  Archive,
  BellRing,
  BookLock,
  Bot,
  Boxes,
  BrickWall,
  Building2,
  CircleFadingArrowUp,
  FileBadge,
  Globe,
  KeyRound,
  LayoutDashboard,
  LineChart,
  ListChecks,
  MessageCircleQuestion,
  Server,
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
      { href: paths.requests, label: nav.requests, icon: <MessageCircleQuestion /> },
      { href: paths.plans, label: nav.plans, icon: <SquareStack /> },
      ...(all ? [{ href: paths.firewall, label: nav.firewall, icon: <BrickWall /> }] : []),
    ],
  }
  const actions = { href: paths.actions, label: nav.actions, icon: <ListChecks /> }
  const oversight = [
    { href: paths.statistics, label: nav.statistics, icon: <LineChart /> },
    { href: paths.alerts, label: nav.alerts, icon: <BellRing /> },
    { href: paths.backups, label: nav.backups, icon: <Archive /> },
    actions,
  ]
  if (!all) return [hosting, { label: groups.oversight, items: [actions] }]
  return [
    { items: [{ href: paths.home, label: nav.dashboard, icon: <LayoutDashboard />, exact: true }] },
    hosting,
    { label: groups.oversight, items: [...oversight, { href: paths.ledger, label: nav.ledger, icon: <BookLock /> }] },
    {
      label: groups.system,
      items: [
        { href: paths.patches, label: nav.patches, icon: <CircleFadingArrowUp /> },
        { href: paths.people, label: nav.people, icon: <Users /> },
        { href: paths.licences, label: nav.licences, icon: <KeyRound /> },
        { href: paths.agents, label: nav.agents, icon: <Bot /> },
        { href: paths.machine, label: nav.machine, icon: <Server /> },
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
        ...(whole
          ? [
              { href: paths.own.statistics(tenant), label: nav.statistics, icon: <LineChart /> },
              { href: paths.own.alerts(tenant), label: nav.alerts, icon: <BellRing /> },
            ]
          : []),
        ...(mayLook(me, tenant) ? [{ href: paths.own.backups(tenant), label: nav.backups, icon: <Archive /> }] : []),
        { href: paths.own.domains(tenant), label: nav.domains, icon: <Globe /> },
        ...(whole ? [{ href: paths.own.certificates(tenant), label: nav.certificates, icon: <FileBadge /> }] : []),
        ...(whole ? [{ href: paths.own.firewall(tenant), label: nav.firewall, icon: <BrickWall /> }] : []),
        ...(mayLook(me, tenant) ? [{ href: paths.own.people(tenant), label: nav.people, icon: <Users /> }] : []),
        { href: paths.own.requests(tenant), label: nav.requests, icon: <MessageCircleQuestion /> },
        { href: paths.own.activity(tenant), label: nav.activity, icon: <Activity /> },
      ],
    },
  ]
}

/** Pages of somebody who works on no tenants and belongs to none. */
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
  if (worksOnTenants(me)) return path.startsWith('/t/') ? tenant : undefined
  if (me.viewing !== null) return me.viewing.tenant
  return me.memberships.some((own) => own.tenant === tenant) ? tenant : me.memberships[0]?.tenant
}

export function navOf(me: MeView, tenant: string | undefined, text: Text['shell']): NavGroup[] {
  if (tenant !== undefined) return tenantNav(tenant, me, text)
  return worksOnTenants(me) ? adminNav(me, text) : noTenantNav(text)
}
