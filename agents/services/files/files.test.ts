import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { maxListedEntries, maxUploadBytes } from '../../../contracts/files.ts'
import { newId } from '../../../contracts/ids.ts'
import { busyKey } from '../../engine/awake.ts'
import { Ground } from '../testing/agent.ts'
import { sweepDownloads } from './download.ts'

const service = newId('s')
const errorOf = (code: string) => ({ error: { code, retry: false } })

describe('downloads', () => {
  test('that nobody fetches do not fill the disk of the keep', async () => {
    const ground = new Ground()
    ground.uploads = mkdtempSync(join(tmpdir(), 'reeve-spool-'))
    try {
      await ground.run(ground.apply(service))
      const download = () =>
        ground.run(ground.action('files.download', { tenant: ground.tenant, service, path: 'htdocs/index.html' }), ground.owned())
      expect(await download()).toMatchObject({ result: { name: 'index.html' } })
      const large = join(ground.uploads, newId('u'))
      writeFileSync(large, '')
      // A hole: it takes no room here.
      truncateSync(large, 5 * maxUploadBytes)
      expect(await download()).toMatchObject(errorOf('storage_full'))
    } finally {
      rmSync(ground.uploads, { recursive: true })
    }
  })
})

describe('downloads that are being made', () => {
  test('count with what they may still grow to, and what a killed agent left of one goes', async () => {
    const ground = new Ground()
    ground.uploads = mkdtempSync(join(tmpdir(), 'reeve-spool-'))
    try {
      await ground.run(ground.apply(service))
      const agent = ground.agent()
      let tars = 0
      let finish: () => void = () => undefined
      const held = new Promise<void>((resolve) => {
        finish = resolve
      })
      ground.engine.onExec = async (call) => {
        if (call.command.argv.includes('tar')) {
          tars += 1
          await held
        }
        return ground.disk.exec(call)
      }
      const download = () => {
        const action = ground.action('files.download', { tenant: ground.tenant, service, path: 'htdocs' })
        return agent.run(action, ground.owned(), () => undefined)
      }
      const five = Array.from({ length: 5 }, download)
      await expect.poll(() => tars).toBe(5)
      expect(await download()).toMatchObject(errorOf('storage_full'))
      finish()
      for (const answer of await Promise.all(five)) expect(answer).toHaveProperty('result')
      expect(await download()).toHaveProperty('result')
      writeFileSync(join(ground.uploads, `${newId('u')}.making`), 'half')
      sweepDownloads(ground.uploads)
      expect(readdirSync(ground.uploads).filter((name) => name.endsWith('.making'))).toEqual([])
      expect(readdirSync(ground.uploads)).toHaveLength(6)
    } finally {
      rmSync(ground.uploads, { recursive: true })
    }
  })
})

describe('files', () => {
  const ready = async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    const of = { tenant: ground.tenant, service }
    const content = Buffer.from('<?php echo 1;').toString('base64')
    const write = (path: string) => ground.run(ground.action('files.write', { ...of, path, content }), ground.owned())
    const list = (path: string) => ground.run(ground.action('files.list', { ...of, path }), ground.owned())
    return { ground, of, write, list, content }
  }

  test('a new file replaces nothing that has its name', async () => {
    const { ground, of, write } = await ready()
    await write('htdocs/index.php')
    const fresh = (path: string) => ground.run(ground.action('files.write', { ...of, path, content: '', fresh: true }), ground.owned())
    expect(await fresh('htdocs/index.php')).toMatchObject({ error: { code: 'conflict' } })
    expect(await fresh('htdocs/other.php')).toEqual({ result: { bytes: 0 } })
    const read = await ground.run(ground.action('files.read', { ...of, path: 'htdocs/index.php' }), ground.owned())
    expect(read).toMatchObject({ result: { content: Buffer.from('<?php echo 1;').toString('base64') } })
  })

  test('one that was changed since it was opened is not overwritten, nor made again when it was deleted', async () => {
    const { ground, of, write, content } = await ready()
    const path = 'htdocs/index.php'
    const save = (text: string, was?: string) =>
      ground.run(ground.action('files.write', { ...of, path, content: Buffer.from(text).toString('base64'), was }), ground.owned())
    await write(path)
    const opened = await ground.run(ground.action('files.read', { ...of, path }), ground.owned())
    const was = 'result' in opened ? String(opened.result.sha256) : ''
    expect(opened).toEqual({ result: { content, sha256: createHash('sha256').update('<?php echo 1;').digest('hex') } })
    expect(await save('<?php echo 2;', was)).toHaveProperty('result')
    expect(await save('<?php echo 3;', was)).toMatchObject(errorOf('changed_meanwhile'))
    // The same action once more, after a crash: what is there is what it wrote.
    expect(await save('<?php echo 2;', was)).toHaveProperty('result')
    expect(ground.disk.site()['index.php']).toBe('<?php echo 2;')
    await ground.run(ground.action('files.delete', { ...of, path }), ground.owned())
    expect(await save('<?php echo 3;', was)).toMatchObject(errorOf('changed_meanwhile'))
    expect(Object.keys(ground.disk.site())).toEqual(['index.html'])
    expect(await save('<?php echo 3;')).toHaveProperty('result')
  })

  test('are written, read, listed, moved and deleted; the VPS is started for it and kept awake', async () => {
    const { ground, of, write, list, content } = await ready()
    expect(await write('htdocs/new.php')).toEqual({ result: { bytes: 13 } })
    const instance = await ground.engine.getInstance(ground.project, service)
    expect(instance?.state).toBe('running')
    expect(Number(instance?.config[busyKey])).toBeGreaterThan(Date.now())
    const read = (path: string) => ground.run(ground.action('files.read', { ...of, path }), ground.owned())
    expect(await read('htdocs/new.php')).toMatchObject({ result: { content } })
    expect(await list('htdocs')).toMatchObject({
      result: { entries: [{ name: 'index.html' }, { name: 'new.php', type: 'file', bytes: 13 }] },
    })
    expect(
      await ground.run(ground.action('files.move', { ...of, from: 'htdocs/new.php', to: 'htdocs/index.html' }), ground.owned()),
    ).toMatchObject(errorOf('conflict'))
    await ground.run(ground.action('files.move', { ...of, from: 'htdocs/new.php', to: 'htdocs/old.php' }), ground.owned())
    expect(await read('htdocs/new.php')).toMatchObject(errorOf('not_found'))
    await ground.run(ground.action('files.delete', { ...of, path: 'htdocs/old.php' }), ground.owned())
    expect(Object.keys(ground.disk.site())).toEqual(['index.html'])
  })

  test('a folder of very many entries is shown in part, and says so', async () => {
    const { ground, list } = await ready()
    for (let index = 0; index < maxListedEntries; index += 1) {
      ground.disk.nodes.set(`.reeve/sites/first/f${index}`, { type: 'f', content: Buffer.alloc(0) })
    }
    const answer = await list('htdocs')
    expect(answer).toMatchObject({ result: { truncated: true } })
    expect('result' in answer && answer.result.entries).toHaveLength(maxListedEntries)
    ground.disk.nodes.delete('.reeve/sites/first/f0')
    expect(await list('htdocs')).toMatchObject({ result: { truncated: false } })
  })

  test('the top folder shows the site as a folder, and not what Reeve keeps there', async () => {
    const { list } = await ready()
    expect(await list('')).toMatchObject({ result: { entries: [{ name: 'htdocs', type: 'folder' }] } })
  })

  test('Reeve’s own folder and the site itself are not for people to change', async () => {
    const { ground, of, write, list } = await ready()
    expect(await list('.reeve/sites')).toMatchObject(errorOf('not_found'))
    expect(await write('.reeve/x')).toMatchObject(errorOf('not_found'))
    expect(await ground.run(ground.action('files.delete', { ...of, path: 'htdocs' }), ground.owned())).toMatchObject(errorOf('bad_input'))
    expect(await ground.run(ground.action('files.move', { ...of, from: 'htdocs', to: 'x' }), ground.owned())).toMatchObject(
      errorOf('bad_input'),
    )
  })

  test('programs run as the site’s user, in its folder, and never read a name as an option', async () => {
    const { ground, of } = await ready()
    const seen: unknown[] = []
    ground.engine.onExec = ({ command }) => {
      seen.push([command.uid, command.argv])
      return { status: 0, stdout: Buffer.alloc(0), stderr: '' }
    }
    await ground.run(ground.action('files.delete', { ...of, path: '-rf --no-preserve-root; $(id)' }), ground.owned())
    expect(seen).toEqual([[1000, ['/usr/lib/reeve/inside', '/srv/www', 'rm', '-rf', '--', './-rf --no-preserve-root; $(id)']]])
  })

  test.each(['../x', '/etc/passwd', 'a/../../b', 'a//b', './a', 'a\nb', 'a\u0000b'])(
    'the path %j is refused before anything runs',
    async (path) => {
      const { write, ground } = await ready()
      const before = ground.engine.calls.length
      expect(await write(path)).toMatchObject(errorOf('bad_input'))
      expect(ground.engine.calls.slice(before)).toEqual([])
    },
  )

  test('kinds without files, suspended tenants and full disks say so', async () => {
    const { ground, of, write } = await ready()
    const ask = (facts: ReturnType<Ground['owned']>) => ground.run(ground.action('files.list', { ...of, path: '' }), facts)
    expect(await ask(ground.owned('ssh'))).toMatchObject(errorOf('bad_input'))
    expect(await ask({ ...ground.owned(), suspended: true })).toMatchObject(errorOf('suspended'))
    expect(await ask(ground.facts())).toMatchObject(errorOf('not_found'))
    ground.disk.full.add('dd')
    expect(await write('htdocs/x')).toMatchObject(errorOf('storage_full'))
  })
})
