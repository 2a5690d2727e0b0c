import { mkdirSync } from 'node:fs'
import { access, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeAtomic } from '../../core/atomic-write.ts'
import type { Authority } from './authority.ts'
import { type Pem, pemsOf, uploadedFor } from './render/certificates.ts'
import { renderHaproxy } from './render/haproxy.ts'
import { files, type Layout, type MapName, mapNames } from './render/layout.ts'
import { mapText } from './render/lines.ts'
import { renderLua } from './render/lua.ts'
import { type FirewallMaps, mergeMaps, tlsNames } from './render/maps.ts'
import { renderPages } from './render/pages.ts'
import type { Store } from './store.ts'

/** Everything that HAProxy shall serve, as it stands in files that it reads when it starts. */
export interface Published {
  maps: ReadonlyMap<MapName, string>
  pems: readonly Pem[]
}

/** What never changes while the gate runs, without the configuration itself. `wakeClient`: PEM of certificate and key. */
export async function writeFrame(layout: Layout, wakeClient: string): Promise<void> {
  const paths = files(layout.state)
  for (const path of [paths.map('hosts'), paths.page('503'), paths.pem('any')]) mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
  for (const [name, text] of renderPages()) await writeAtomic(paths.page(name), text)
  await writeAtomic(paths.lua, renderLua(layout.wakeHop))
  await writeAtomic(paths.wakeClient, wakeClient)
  // Whatever was live before HAProxy started is found again by the first request.
  await writeAtomic(paths.map('live'), '')
}

/** Written last: once it is there, HAProxy may start. Gives what a HAProxy that has read it says of itself. */
export async function writeConfiguration(layout: Layout): Promise<string> {
  const text = renderHaproxy(layout)
  await writeAtomic(files(layout.state).configuration, text)
  return /^ {2}description (\S+)$/m.exec(text)?.[1] ?? ''
}

/** Writes maps, certificates and their list; what is the same already is not touched. */
export async function publish(
  layout: Layout,
  store: Store,
  authority: Authority,
  firewall: FirewallMaps,
  before: Published | undefined,
): Promise<Published> {
  const published = await render(layout, store, authority, firewall)
  const paths = files(layout.state)
  for (const [name, text] of published.maps) {
    if (before?.maps.get(name) !== text) await writeAtomic(paths.map(name), text)
  }
  for (const { file, text } of published.pems) {
    if (!(await exists(paths.pem(file)))) await writeAtomic(paths.pem(file), text)
  }
  const list = listText(layout, published.pems)
  if (before === undefined || listText(layout, before.pems) !== list) await writeAtomic(paths.certificateList, list)
  return published
}

/** Removes certificates' files that no list names any more, once HAProxy has let go of them. */
export async function sweep(layout: Layout, published: Published): Promise<void> {
  const folder = dirname(files(layout.state).pem('any'))
  const kept = new Set(published.pems.map(({ file }) => `${file}.pem`))
  for (const name of await readdir(folder)) if (!kept.has(name)) await rm(join(folder, name), { force: true })
}

export const listLine = (layout: Layout, { file, names }: Pem): string => `${files(layout.state).pem(file)} ${names.join(' ')}`
const listText = (layout: Layout, pems: readonly Pem[]) =>
  pems
    .map((pem) => `${listLine(layout, pem)}\n`)
    .sort()
    .join('')

async function render(layout: Layout, store: Store, authority: Authority, firewall: FirewallMaps): Promise<Published> {
  const maps = { ...mergeMaps(store.tenants, layout.panel), ...firewall }
  const served: [string, { chain: string; key: string }][] = []
  const own = new Set<string>()
  for (const wanted of tlsNames(store.tenants, layout.panel)) {
    const uploaded = uploadedFor(wanted, store.certificates.values(), Date.now())
    if (uploaded === undefined) own.add(wanted.name)
    served.push([wanted.name, uploaded ?? (await authority.pairFor(wanted.name))])
  }
  await authority.keepOnly(own)
  const texts = mapNames.flatMap((name): [MapName, string][] => (name === 'live' ? [] : [[name, mapText(maps[name])]]))
  return { maps: new Map(texts), pems: pemsOf(served) }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
