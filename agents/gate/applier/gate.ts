import { canonicalJson } from '../../../contracts/canonical.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import type { FirewallChange } from '../../../contracts/firewall.ts'
import type {
  Answering,
  CertificateState,
  CertificateUpload,
  FirewallConfirm,
  FirewallKey,
  FirewallLog,
  GateState,
  TenantRoutes,
  Traffic,
  Usage,
} from '../../../contracts/gate.ts'
import { isRetryable } from '../../core/answers.ts'
import type { Log } from '../../core/log.ts'
import { createQueue } from '../../core/queue.ts'
import type { Sealing } from '../../core/sealing.ts'
import type { Authority } from './authority.ts'
import { checkCertificate } from './check-certificate.ts'
import { refuseConflicts, refuseTooMany } from './conflicts.ts'
import type { Firewall, Wish } from './firewall/firewall.ts'
import type { Hits } from './firewall/hits.ts'
import type { Live } from './live.ts'
import { untilAnswering } from './probe.ts'
import { type Published, publish, sweep } from './publish.ts'
import type { Layout } from './render/layout.ts'
import { allServices } from './render/maps.ts'
import type { Runtime } from './runtime.ts'
import { type Store, type StoredCertificate, storedCertificate } from './store.ts'
import type { Sync } from './sync.ts'

export interface Gate {
  putTenant(tenant: string, routes: TenantRoutes): Promise<{ changed: boolean }>
  putCertificate(id: string, upload: CertificateUpload): Promise<CertificateState>
  deleteCertificate(id: string): Promise<{ changed: boolean }>
  state(): Promise<GateState>
  answering(asked: Answering, signal: AbortSignal): Promise<{ milliseconds: number }>
  usage(): Promise<Usage>
  traffic(withinMs: number): Promise<Traffic>
  quiesce(service: string): Promise<{ connections: number }>
  putFirewall(key: FirewallKey, wish: Wish): Promise<FirewallChange>
  /** How a wish stands that was put before. */
  firewallChange(key: FirewallKey, generation: number): FirewallChange
  confirmFirewall(of: FirewallConfirm): Promise<{ changed: boolean }>
  firewallLog(tenant: string | null): Promise<FirewallLog>
  /** Publishes what is stored, and tries to bring HAProxy to it. Called at the start and now and then. */
  refresh(): Promise<void>
}

export interface GateParts {
  layout: Layout
  store: Store
  authority: Authority
  sealing: Sealing
  runtime: Runtime
  sync: Sync
  live: Live
  firewall: Firewall
  hits: Hits
  log: Log
  /** How long a change waits for HAProxy to be there. */
  patienceMs?: number
}

/** Certificates are renewed, or run out and are replaced, at the latest so long after it is time. */
const freshMs = 600_000

export function createGate(parts: GateParts): Gate {
  const { layout, store, authority, sealing, runtime, live, firewall, log } = parts
  const queue = createQueue()
  let published: Published | undefined
  /** What it was made from, and how long it is good for. */
  let madeOf = { version: '', until: 0 }
  const versionNow = () => `${store.version()} ${firewall.version()}`

  /** Files first: HAProxy starts from them whatever happens next. */
  async function bringUpToDate(patienceMs: number): Promise<void> {
    const version = versionNow()
    await firewall.bring()
    const { tooMany, ...maps } = firewall.maps()
    if (tooMany.size > 0) log.warn({ tenants: [...tooMany] }, 'rules name more networks than there is room for; their services are closed')
    published = await publish(layout, store, authority, maps, published)
    madeOf = { version, until: performance.now() + freshMs }
    const deadline = performance.now() + patienceMs
    for (;;) {
      try {
        await parts.sync.bring(published)
        return await sweep(layout, published)
      } catch (error) {
        if (!(error instanceof ReeveError) || error.code !== 'unavailable' || performance.now() >= deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }
  /** Most looks find everything as it is: then HAProxy is asked for its number and nothing is made anew. */
  async function lookAgain(): Promise<void> {
    const same = published !== undefined && madeOf.version === versionNow() && performance.now() < madeOf.until
    if (same && published !== undefined && (await parts.sync.has(published))) return
    await bringUpToDate(0)
  }
  const change = <T>(job: () => Promise<T>): Promise<T> => queue('gate', job)
  const apply = () => bringUpToDate(parts.patienceMs ?? 10_000)
  /** What nobody has confirmed goes back as soon as its time is over. */
  const expire = () => change(() => firewall.expire(() => bringUpToDate(0)))
  const expireLater = (confirmBy: number) =>
    setTimeout(
      () => void expire().catch((err: unknown) => log.error({ err }, 'unconfirmed rules could not be taken back; trying again')),
      Math.max(0, confirmBy - Date.now()) + 20,
    ).unref()

  /** All tenants' wishes are applied together: one that HAProxy refuses is taken back, or it would stand in the way of everybody's next. */
  async function applyOr(takeBack: () => Promise<void>): Promise<void> {
    try {
      await apply()
    } catch (error) {
      if (isRetryable(error)) throw error
      log.error({ err: error }, 'a change was refused; taking it back')
      await takeBack()
      await apply()
      throw error
    }
  }

  const keep = (tenant: string, routes: TenantRoutes | undefined): Promise<void> =>
    routes === undefined ? store.deleteTenant(tenant) : store.putTenant(tenant, routes)

  async function replaceTenant(tenant: string, routes: TenantRoutes | undefined): Promise<void> {
    const before = store.tenants.get(tenant)
    await keep(tenant, routes)
    await applyOr(() => keep(tenant, before))
    // Nobody comes to a service that moved or went; what still runs is not found by its old address.
    const kept = new Map(routes?.services.map(({ service, address }) => [service, address]))
    for (const { service, address } of before?.services ?? []) if (kept.get(service) !== address) await live.remove(service)
  }

  const addressOf = (service: string): string | undefined => {
    for (const [routes, tenant] of allServices(store.tenants)) {
      if (routes.service === service) return store.tenants.get(tenant)?.suspended ? undefined : routes.address
    }
    return undefined
  }

  return {
    putTenant: (tenant, routes) =>
      change(async () => {
        const before = store.tenants.get(tenant)
        if (before !== undefined && routes.generation < before.generation) {
          throw new ReeveError('stale_generation', 'The gate has newer routes of this tenant already.')
        }
        refuseConflicts(tenant, routes, store.tenants, layout.panel.hosts)
        // A tenant without services leaves nothing behind, whether it is deleted or has none yet.
        const wanted = routes.services.length === 0 ? undefined : routes
        const changed = textOf(before) !== textOf(wanted)
        if (changed) await replaceTenant(tenant, wanted)
        else await apply()
        return { changed }
      }),
    putCertificate: (id, upload) =>
      change(async () => {
        const standing = store.certificates.get(id)
        if (standing !== undefined && standing.tenant !== upload.tenant) throw new ReeveError('not_found', 'There is no such certificate.')
        const { tenant, names } = upload
        const checked = checkCertificate(upload.chain, await sealing.open(upload.sealedKey), names)
        const certificate = storedCertificate.parse({ certificate: id, tenant, names, ...checked })
        refuseTooMany(certificate, store.certificates)
        await store.putCertificate(certificate)
        await applyOr(() => (standing === undefined ? store.deleteCertificate(id) : store.putCertificate(standing)))
        return describe(certificate)
      }),
    deleteCertificate: (id) =>
      change(async () => {
        const changed = store.certificates.has(id)
        await store.deleteCertificate(id)
        await apply()
        return { changed }
      }),
    async state() {
      const haproxy = await runtime.command('show info').then(
        () => true,
        () => false,
      )
      const tenants = [...store.tenants].map(([tenant, { generation }]) => ({ tenant, generation }))
      const certificates = [...store.certificates.values()].map(describe)
      return { haproxy, authority: authority.certificate, tenants, certificates }
    },
    async answering(asked, signal) {
      const address = addressOf(asked.service)
      if (address !== undefined && address !== asked.address)
        throw new ReeveError('conflict', 'The gate knows this service at another address.')
      const milliseconds = await untilAnswering(asked, asked.deadlineMs, signal)
      // A service without routes, or of a suspended tenant, is awake but nobody is let through. Whoever waits goes on meanwhile: the entry is for
      // those who come after. Without it they ask again.
      if (addressOf(asked.service) === asked.address) {
        live.set(asked.service, asked.address).catch((err: unknown) => log.warn({ err, service: asked.service }, 'no live entry was made'))
      }
      return { milliseconds }
    },
    usage: async () => ({ services: await live.usage() }),
    traffic: async (withinMs) => ({ services: await live.traffic(withinMs) }),
    async quiesce(service) {
      await live.remove(service)
      return { connections: await live.connections(service) }
    },
    putFirewall: (key, wish) =>
      change(async () => {
        const outcome = await firewall.put(key, wish, applyOr)
        if (outcome.confirmBy !== null) expireLater(outcome.confirmBy)
        return outcome
      }),
    firewallChange(key, generation) {
      const [waiting, ended] = [firewall.guard.waitingFor(key), firewall.guard.ended(key)]
      if (waiting?.generation === generation) return { state: 'waiting', changed: true, confirmBy: waiting.confirmBy }
      const back = ended?.generation === generation && !ended.confirmed
      return { state: back ? 'rolled_back' : 'applied', changed: !back, confirmBy: null }
    },
    confirmFirewall: (of) =>
      change(async () => {
        await firewall.confirm(of)
        return { changed: true }
      }),
    firewallLog: (tenant) => parts.hits.log(tenant),
    refresh: () =>
      change(async () => {
        await firewall.expire(() => bringUpToDate(0))
        await lookAgain()
      }).catch((error: unknown) => {
        if (error instanceof ReeveError && error.code === 'unavailable') log.info('HAProxy is not there yet')
        else throw error
      }),
  }
}

const textOf = (routes: TenantRoutes | undefined): string => (routes === undefined ? '' : canonicalJson(routes))

const describe = ({ certificate, tenant, names, issuer, notBefore, notAfter }: StoredCertificate): CertificateState => ({
  certificate,
  tenant,
  names,
  issuer,
  notBefore,
  notAfter,
})
