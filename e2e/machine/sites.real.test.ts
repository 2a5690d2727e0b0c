import { execFileSync } from 'node:child_process'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import { paths } from '../../contracts/zones.ts'
import { tarGz, zip } from './support/archives.ts'
import { deployBytes, outcomeOf } from './support/deploy.ts'
import { inside } from './support/engine.ts'
import { api } from './support/gate.ts'
import { get, until } from './support/http.ts'
import { reeve, removeTenant, site } from './support/site.ts'

const name = 'sites'
const host = 'www.sites.test'
let made: Awaited<ReturnType<typeof site>>

beforeAll(async () => {
  made = await site(name, [host])
})
afterAll(() => removeTenant(name))

const service = () => made.service
const run = async (argv: string[], user?: number) => inside(service(), argv, { project: projectOf(made.tenant), ...(user && { user }) })
const body = async (path = '/') => (await get(host, path)).body
const base64 = (text: string) => Buffer.from(text).toString('base64')
const configure = async (config: Record<string, boolean | number | string | string[]>) =>
  outcomeOf((await api.services.update.mutate({ service: service(), config })).action)
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { data?: { reeve?: { code: string } }; message: string }) => error.message,
  )

test('a new site shows that it is ready', async () => {
  expect(await body()).toContain('This website is ready')
})

test('PHP runs as the site’s own user, and learns who asks', async () => {
  const script = '<?php echo json_encode([posix_getuid(), $_SERVER["REMOTE_ADDR"], $_SERVER["HTTP_HOST"], ini_get("memory_limit")]);'
  expect(await deployBytes(service(), 'zip', zip([{ name: 'index.php', content: script }]))).toBe('done')
  expect(JSON.parse(await body())).toEqual([1000, '10.87.0.1', host, '128M'])
})

test('a client’s own X-Forwarded-For does not make it another client', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const headers = { host, 'x-forwarded-for': '192.0.2.66', 'x-forwarded-proto': 'https' }
    request({ host: '10.87.0.2', headers }, (incoming) => incoming.setEncoding('utf8').on('data', resolve))
      .on('error', reject)
      .end()
  })
  expect(JSON.parse(answer)[1]).toBe('10.87.0.1')
})

test('a deployment changes over at once, and one rollback brings the one before back', async () => {
  const version = (text: string) => tarGz([{ name: 'index.php', content: `<?php echo "${text}";` }])
  expect(await deployBytes(service(), 'tar.gz', version('one'))).toBe('done')
  expect(await body()).toBe('one')
  expect(await deployBytes(service(), 'tar.gz', version('two'))).toBe('done')
  expect(await body()).toBe('two')
  await reeve('site', 'rollback', '--service', `${name}/www`)
  expect(await body()).toBe('one')
  await reeve('site', 'rollback', '--service', `${name}/www`)
  expect(await body()).toBe('two')
})

describe('files', () => {
  test('are written, read, moved, listed and deleted; what is written is served', async () => {
    const of = { service: service() }
    await api.files.makeFolder.mutate({ ...of, path: 'htdocs/neu und schön' })
    await api.files.write.mutate({ ...of, path: 'htdocs/neu und schön/-rf.txt', content: base64('hallo') })
    expect(await body(`/${encodeURIComponent('neu und schön')}/-rf.txt`)).toBe('hallo')
    await api.files.write.mutate({ ...of, path: 'htdocs/neu und schön/-rf.txt', content: base64('wieder') })
    expect(await api.files.read.query({ ...of, path: 'htdocs/neu und schön/-rf.txt' })).toMatchObject({ content: base64('wieder') })
    await api.files.move.mutate({ ...of, from: 'htdocs/neu und schön/-rf.txt', to: 'htdocs/b.txt' })
    expect(await body('/b.txt')).toBe('wieder')
    const { entries } = await api.files.list.query({ ...of, path: 'htdocs' })
    expect(entries.map((entry) => [entry.name, entry.type, entry.bytes])).toEqual([
      ['neu und schön', 'folder', 0],
      ['b.txt', 'file', 6],
      ['index.php', 'file', 17],
    ])
    await api.files.delete.mutate({ ...of, path: 'htdocs/neu und schön' })
    expect((await get(host, `/${encodeURIComponent('neu und schön')}/`)).status).toBe(404)
    expect((await api.files.list.query({ ...of, path: '' })).entries.map(({ name: entry, type }) => [entry, type])).toEqual([
      ['htdocs', 'folder'],
    ])
  })

  test('a file and a folder are downloaded as they are', async () => {
    const fetched = async (path: string) => {
      const { download, name: file } = await api.files.download.mutate({ service: service(), path })
      const bytes = await new Promise<Buffer>((resolve, reject) => {
        const options = { socketPath: paths.cliSocket, path: `/downloads/${download}`, headers: { host: 'localhost' } }
        request(options, (incoming) => {
          const parts: Buffer[] = []
          incoming.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts)))
        })
          .on('error', reject)
          .end()
      })
      return { file, bytes }
    }
    expect(await fetched('htdocs/b.txt')).toEqual({ file: 'b.txt', bytes: Buffer.from('wieder') })
    const folder = await fetched('')
    expect(folder.file).toBe('files.tar.gz')
    const names = execFileSync('tar', ['-tzf', '-'], { input: folder.bytes, encoding: 'utf8' })
    expect(names).not.toContain('.reeve')
  })

  test('what is missing, taken, a folder, or Reeve’s own has its own error', async () => {
    const of = { service: service() }
    await expect(api.files.read.query({ ...of, path: 'htdocs/nothing' })).rejects.toThrow('There is no such file or folder')
    await expect(api.files.read.query({ ...of, path: 'htdocs' })).rejects.toThrow('This is no file')
    await expect(api.files.makeFolder.mutate({ ...of, path: 'htdocs' })).rejects.toThrow()
    await expect(api.files.makeFolder.mutate({ ...of, path: 'htdocs/b.txt' })).rejects.toThrow('already')
    await expect(api.files.list.query({ ...of, path: '.reeve' })).rejects.toThrow('There is no such file or folder')
    await expect(api.files.delete.mutate({ ...of, path: 'htdocs' })).rejects.toThrow('the site itself')
    await expect(api.files.list.query({ ...of, path: '../../etc' })).rejects.toThrow()
  })

  test('links that the tenant’s own programs lay lead nobody out of the VPS, and a pipe holds nobody up', async () => {
    await run(['ln', '-s', '/etc/shadow', '/srv/www/htdocs/shadow'], 1000)
    await run(['mkfifo', '/srv/www/htdocs/pipe'], 1000)
    const of = { service: service() }
    await expect(api.files.read.query({ ...of, path: 'htdocs/pipe' })).rejects.toThrow('This is no file')
    // As the site's user, who may not read it.
    expect(await code(api.files.read.query({ ...of, path: 'htdocs/shadow' }))).toContain('own user may not')
    await api.files.write.mutate({ ...of, path: 'htdocs/shadow', content: base64('mine') })
    expect((await run(['head', '-c', '5', '/etc/shadow'])).stdout).toBe('root:')
    await api.files.delete.mutate({ ...of, path: 'htdocs/pipe' })
  })

  test('a sleeping service is started for them', async () => {
    await reeve('service', 'sleep', `${name}/www`, '--stop')
    expect(await api.files.read.query({ service: service(), path: 'htdocs/b.txt' })).toMatchObject({ content: base64('wieder') })
  })
})

describe('configuration changes while it runs', () => {
  test('without PHP, programs are neither run nor shown; then they run again', async () => {
    expect(await body()).toBe('two')
    expect(await configure({ php: false, index: ['index.html'] })).toBe('done')
    // The server takes a configuration without stopping: requests of the same moment still meet the one before.
    const status = async () => (await get(host, '/index.php')).status
    expect(await until('PHP is off', status, (seen) => seen === 404, 30)).toBe(404)
    expect(await configure({ php: true, phpMemoryMiB: 64 })).toBe('done')
    await api.files.write.mutate({ service: service(), path: 'htdocs/m.php', content: base64('<?php echo ini_get("memory_limit");') })
    expect(
      await until(
        'PHP is back',
        () => body('/m.php'),
        (seen) => seen === '64M',
        30,
      ),
    ).toBe('64M')
  })

  test('front controller, own page for what is not found, hidden files', async () => {
    const file = (path: string, text: string) =>
      api.files.write.mutate({ service: service(), path: `htdocs/${path}`, content: base64(text) })
    await file('app.php', '<?php echo "app ", $_SERVER["REQUEST_URI"];')
    await file('gone.html', 'gone here')
    await file('.env', 'secret')
    expect(await configure({ frontController: 'app.php' })).toBe('done')
    const shows = (path: string, text: string) =>
      until(
        path,
        () => body(path),
        (seen) => seen === text,
        30,
      )
    expect(await shows('/some/page?x=1', 'app /some/page?x=1')).toBe('app /some/page?x=1')
    expect(await configure({ notFoundPage: 'gone.html' })).toBe('done')
    const answer = await until(
      'the own page',
      () => get(host, '/nothing-here'),
      (seen) => seen.body === 'gone here',
      30,
    )
    expect([answer.status, answer.body]).toEqual([404, 'gone here'])
    expect((await get(host, '/.env')).body).not.toContain('secret')
  })
})

test('the log shows requests and errors of programs', async () => {
  await api.files.write.mutate({ service: service(), path: 'htdocs/e.php', content: base64('<?php error_log("from the program");') })
  await body('/e.php')
  await expect
    .poll(async () => (await api.services.logs.query({ service: service(), lines: 50 })).lines.join('\n'), { timeout: 20_000 })
    .toMatch(/from the program[\s\S]*GET \/e\.php/)
})
