import { oidcReturnPath } from '@/contracts/oidc'

/** Every address of the panel. Links come from here alone; paths.test.ts lists them all. */
export const paths = {
  home: '/',
  signIn: '/sign-in',
  signInReturn: oidcReturnPath,
  join: '/join',
  reset: '/reset',
  account: '/account',

  tenants: '/tenants',
  tenantNew: '/tenants/new',
  tenant: (tenant: string) => `/tenants/${tenant}`,
  tenantServices: (tenant: string) => `/tenants/${tenant}/services`,
  tenantPeople: (tenant: string) => `/tenants/${tenant}/people`,
  tenantStatistics: (tenant: string) => `/tenants/${tenant}/statistics`,
  tenantPlan: (tenant: string) => `/tenants/${tenant}/plan`,
  plans: '/plans',
  planNew: '/plans?plan=new',
  plan: (plan: string) => `/plans?plan=${plan}`,
  licences: '/licences',
  firewall: '/firewall',
  firewallOf: (plan: string) => `/firewall?plan=${plan}`,
  services: '/services',
  statistics: '/statistics',
  alerts: '/alerts',
  patches: '/patches',
  patchRun: (run: string) => `/patches/${run}`,
  backups: '/backups',
  statisticsOfZone: (zone: string) => `/statistics?zone=${zone}`,
  requests: '/requests',
  actions: '/actions',
  action: (action: string) => `/actions/${action}`,
  ledger: '/ledger',
  refusals: '/ledger/refused',
  agents: '/agents',
  agent: (agent: string) => `/agents/${agent}`,
  people: '/people',
  machine: '/machine',
  settings: '/settings',

  /** Pages of one tenant, for its people (and for administrators, who see them too). */
  own: {
    overview: (tenant: string) => `/t/${tenant}`,
    services: (tenant: string) => `/t/${tenant}/services`,
    serviceNew: (tenant: string) => `/t/${tenant}/services/new`,
    service: (tenant: string, service: string) => `/t/${tenant}/services/${service}`,
    serviceDomains: (tenant: string, service: string) => `/t/${tenant}/services/${service}/domains`,
    serviceFiles: (tenant: string, service: string) => `/t/${tenant}/services/${service}/files`,
    serviceBackups: (tenant: string, service: string) => `/t/${tenant}/services/${service}/backups`,
    serviceLogs: (tenant: string, service: string) => `/t/${tenant}/services/${service}/logs`,
    serviceFirewall: (tenant: string, service: string) => `/t/${tenant}/services/${service}/firewall`,
    serviceResources: (tenant: string, service: string) => `/t/${tenant}/services/${service}/resources`,
    serviceHistory: (tenant: string, service: string) => `/t/${tenant}/services/${service}/history`,
    serviceAccounts: (tenant: string, service: string) => `/t/${tenant}/services/${service}/accounts`,
    servicePeople: (tenant: string, service: string) => `/t/${tenant}/services/${service}/people`,
    serviceSettings: (tenant: string, service: string) => `/t/${tenant}/services/${service}/settings`,
    serviceStatistics: (tenant: string, service: string) => `/t/${tenant}/services/${service}/statistics`,
    serviceVisits: (tenant: string, service: string) => `/t/${tenant}/services/${service}/visits`,
    statistics: (tenant: string) => `/t/${tenant}/statistics`,
    alerts: (tenant: string) => `/t/${tenant}/alerts`,
    backups: (tenant: string) => `/t/${tenant}/backups`,
    domains: (tenant: string) => `/t/${tenant}/domains`,
    certificates: (tenant: string) => `/t/${tenant}/certificates`,
    firewall: (tenant: string) => `/t/${tenant}/firewall`,
    people: (tenant: string) => `/t/${tenant}/people`,
    requests: (tenant: string) => `/t/${tenant}/requests`,
    activity: (tenant: string) => `/t/${tenant}/activity`,
    action: (tenant: string, action: string) => `/t/${tenant}/activity/${action}`,
  },

  api: {
    trpc: '/api/trpc',
    metrics: '/api/metrics',
    upload: (service: string, format: string) => `/api/upload?${new URLSearchParams({ service, format })}`,
    download: (download: string) => `/api/download?${new URLSearchParams({ id: download })}`,
  },
} as const

/** Sign-in that comes back to where one was. */
export const signInThen = (next: string): string =>
  next === paths.home ? paths.signIn : `${paths.signIn}?${new URLSearchParams({ next })}`

/** A `next` parameter as a path of this panel, or the home page: never another host. */
export function safeNext(next: string | null): string {
  // Browsers drop tabs and line ends and read a backslash as a slash before they look for a host: only their own parser knows.
  const here = 'http://panel.invalid'
  if (!next?.startsWith('/') || !URL.canParse(next, here)) return paths.home
  const { origin, pathname, search, hash } = new URL(next, here)
  return origin === here && !pathname.startsWith('//') ? pathname + search + hash : paths.home
}
