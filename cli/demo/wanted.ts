import { company, guestBook, type Site } from './sites.ts'

export interface WantedService {
  name: string
  kind: string
  domains: string[]
  config: Record<string, string | string[]>
  site: Site | null
}
export interface WantedTenant {
  name: string
  title: string
  services: WantedService[]
}

/** The demo's own plan. A tenant of another plan is never the demo's, whatever its name. */
export const planName = 'Reeve demo'
export const plan = {
  name: planName,
  limits: { services: 5, cpus: 5, memoryMiB: 2048, diskMiB: 10_240, processes: 1024 },
  idle: { freezeAfterSeconds: 120, stopAfterSeconds: 900 },
}

const website = (name: string, domains: string[], site: Site): WantedService => ({ name, kind: 'webserver', domains, config: {}, site })

export const tenants: WantedTenant[] = [
  {
    name: 'initech',
    title: 'Initech Inc',
    services: [
      website('www', ['www.initech.test', 'initech.test'], company('Initech', '#b3461f', 'We know why it says paper jam')),
      website('guests', ['guests.initech.test'], guestBook('Initech guests', '#1f6bb3')),
      { name: 'database', kind: 'postgresql', domains: [], config: { databases: ['initech_orders'], owner: 'initech' }, site: null },
    ],
  },
  {
    name: 'globex',
    title: 'Globex Corporation',
    services: [website('www', ['www.globex.test'], company('Globex', '#3d7a35', 'Tomorrow, today'))],
  },
]

/** Paths that the demo's traffic asks for. */
export const visited = ['/', '/about.html', '/time.php', '/style.css', '/missing']
