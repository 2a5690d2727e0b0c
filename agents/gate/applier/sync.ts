import type { Log } from '../../core/log.ts'
import { listLine, type Published } from './publish.ts'
import type { Pem } from './render/certificates.ts'
import { files, type Layout, type MapName } from './render/layout.ts'
import { expectSilence, type Runtime } from './runtime.ts'

/** Both throw `unavailable` when HAProxy is not running: it will read the files when it starts. */
export interface Sync {
  /** Brings the running HAProxy to what is published in files. */
  bring(published: Published): Promise<void>
  /** Whether the HAProxy that runs now was brought to this very publication. */
  has(published: Published): Promise<boolean>
}

/** HAProxy's buffer for one command is 16 KiB. */
const chunkBytes = 12_000

export function createSync(layout: Layout, runtime: Runtime, log: Log): Sync {
  const paths = files(layout.state)
  let pid: string | undefined
  let applied = new Map<MapName, string>()
  let whole: Published | undefined
  const running = async () => /^Pid: (\d+)$/m.exec(await runtime.command('show info'))?.[1]

  /** All of a map or nothing of it: readers see the old version until the commit. */
  async function replaceMap(name: MapName, text: string): Promise<void> {
    const path = paths.map(name)
    const version = /created: (\d+)/.exec(await runtime.command(`prepare map ${path}`))?.[1]
    if (version === undefined) throw new Error(`HAProxy did not prepare the map ${name}`)
    for (const chunk of chunks(text)) expectSilence(await runtime.withPayload(`add map @${version} ${path}`, chunk), `add map ${name}`)
    expectSilence(await runtime.command(`commit map @${version} ${path}`), `commit map ${name}`)
  }

  async function syncCertificates(pems: readonly Pem[]): Promise<void> {
    const listed = (await runtime.command(`show ssl crt-list ${paths.certificateList}`)).split('\n').filter((line) => line.startsWith('/'))
    const wanted = new Map(pems.map((pem) => [paths.pem(pem.file), pem]))
    const standing = new Set(listed.map((line) => line.split(' ')[0] ?? line))
    const loaded = new Set((await runtime.command('show ssl cert')).split('\n'))
    for (const [path, pem] of wanted) {
      if (!standing.has(path)) await addCertificate(path, pem, loaded.has(path))
    }
    for (const path of standing) {
      if (wanted.has(path)) continue
      expectSilence(await runtime.command(`del ssl crt-list ${paths.certificateList} ${path}`), 'del ssl crt-list', /deleted in crtlist/)
      expectSilence(await runtime.command(`del ssl cert ${path}`), 'del ssl cert', /deleted!/)
    }
  }

  async function addCertificate(path: string, pem: Pem, loaded: boolean): Promise<void> {
    if (!loaded) expectSilence(await runtime.command(`new ssl cert ${path}`), 'new ssl cert', /New empty certificate store/)
    expectSilence(await runtime.withPayload(`set ssl cert ${path}`, pem.text), 'set ssl cert', /Transaction (created|updated)/)
    expectSilence(await runtime.command(`commit ssl cert ${path}`), 'commit ssl cert', /Success!/)
    const added = await runtime.withPayload(`add ssl crt-list ${paths.certificateList}`, listLine(layout, pem))
    expectSilence(added, 'add ssl crt-list', /Success!/)
  }

  return {
    async bring(published) {
      whole = undefined
      const found = await running()
      if (found !== pid) {
        log.info({ pid: found }, 'HAProxy is new; giving it everything')
        applied = new Map()
        pid = found
      }
      for (const [name, text] of published.maps) {
        if (applied.get(name) === text) continue
        applied.delete(name)
        await replaceMap(name, text)
        applied.set(name, text)
      }
      await syncCertificates(published.pems)
      whole = published
    },
    has: async (published) => (await running()) === pid && whole === published,
  }
}

function chunks(text: string): string[] {
  const found: string[] = []
  let chunk = ''
  for (const line of text.split('\n')) {
    if (line === '') continue
    if (chunk.length + line.length > chunkBytes) {
      found.push(chunk)
      chunk = ''
    }
    chunk += `${line}\n`
  }
  return chunk === '' ? found : [...found, chunk]
}
