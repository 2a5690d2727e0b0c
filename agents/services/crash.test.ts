import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { newId } from '../../contracts/ids.ts'
import { readInstanceKeys } from '../core/instance-keys.ts'
import { enumerateKills, Killer } from '../core/testing/kills.ts'
import { Ground } from './testing/agent.ts'

const service = newId('s')
const instanceOf = (ground: Ground) => ground.engine.state.instances.get(`${ground.project}/${service}`)
const filesOf = (ground: Ground) => [...(instanceOf(ground)?.files.keys() ?? [])].sort()

describe('killed before every effect in turn, the same action ends done, exactly once', () => {
  test('creating a website', async () => {
    const whole = new Ground()
    await whole.run(whole.apply(service))
    const runs = await enumerateKills(async (killer) => {
      const ground = new Ground()
      const action = ground.apply(service)
      await ground.agent(killer).run(action, ground.facts(), () => undefined)
      const answer = await ground.run(action)
      expect(answer).toMatchObject({ result: { address: '10.88.1.0', ownAddress: null } })
      expect(ground.leftovers()).toHaveLength(3)
      expect(filesOf(ground)).toEqual(filesOf(whole))
      expect(readInstanceKeys(instanceOf(ground)?.config ?? {})?.generation).toBe(1)
      expect(await ground.run(action)).toEqual(answer)
    })
    expect(runs).toBeGreaterThan(10)
  })

  test('creating a website that the tenant has no room for leaves nothing', async () => {
    await enumerateKills(async (killer) => {
      const ground = new Ground()
      const project = ground.engine.state.projects.get(ground.project)
      if (project !== undefined) project.config['limits.memory'] = '128MiB'
      const action = ground.apply(service)
      await ground.agent(killer).run(action, ground.facts(), () => undefined)
      expect(await ground.run(action)).toMatchObject({ error: { code: 'over_limit', retry: false } })
      expect(ground.leftovers()).toEqual([])
    })
  })

  test('changing a running website', async () => {
    await enumerateKills(async (killer) => {
      const ground = new Ground()
      await ground.run(ground.apply(service))
      await ground.engine.setState(ground.project, service, 'start')
      ground.engine.onExec = () => ({ status: 0, stdout: Buffer.alloc(0), stderr: '' })
      const resources = { cpus: 2, memoryMiB: 512, diskMiB: 2048, processes: 256 }
      const action = ground.apply(service, { generation: 2, config: { php: false }, resources })
      await ground.agent(killer).run(action, ground.owned(), () => undefined)
      expect(await ground.run(action, ground.owned())).toMatchObject({ result: { address: '10.88.1.0' } })
      const instance = instanceOf(ground)
      expect(instance?.state).toBe('running')
      expect(instance?.config['limits.memory']).toBe('512MiB')
      expect(instance?.files.get('/etc/reeve/php')?.content.toString()).toBe('')
      expect(readInstanceKeys(instance?.config ?? {})?.generation).toBe(2)
      // Whoever dies between writing and reloading reloads on the next try.
      expect(ground.engine.calls.some((call) => call.includes('s6-svc -h'))).toBe(true)
      expect((await ground.engine.getVolume(ground.project, 'reeve-data', service))?.config.size).toBe('2048MiB')
    })
  })

  test('deleting a website', async () => {
    const runs = await enumerateKills(async (killer) => {
      const ground = new Ground()
      await ground.run(ground.apply(service))
      await ground.engine.setState(ground.project, service, 'start')
      const action = ground.action('service.delete', {
        tenant: ground.tenant,
        service,
        generation: 2,
        name: 'shop',
        tenantName: 'acme',
        kind: 'webserver',
      })
      await ground.agent(killer).run(action, ground.owned(), () => undefined)
      expect(await ground.run(action, ground.owned())).toEqual({ result: { deleted: service } })
      expect(ground.leftovers()).toEqual([])
    })
    expect(runs).toBeGreaterThan(5)
  })

  test('deploying a site, and rolling it back', async () => {
    const uploads = mkdtempSync(join(tmpdir(), 'reeve-uploads-'))
    const bytes = Buffer.alloc(1024)
    bytes.write('ustar', 257)
    const upload = newId('u')
    writeFileSync(join(uploads, upload), bytes)
    const ready = async () => {
      const ground = new Ground()
      ground.uploads = uploads
      ground.disk.listing = ['drwxr-xr-x  0 0 0 0 Nov 24 00:18 top/', '-rw-r--r--  0 0 0 3 Nov 24 00:18 top/index.php', ''].join('\n')
      await ground.run(ground.apply(service))
      const of = { tenant: ground.tenant, service }
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const deploy = ground.action('site.deploy', { ...of, upload, sha256, bytes: bytes.length, format: 'tar' })
      return { ground, deploy, rollback: ground.action('site.rollback', of) }
    }
    await enumerateKills(async (killer) => {
      const { ground, deploy } = await ready()
      await ground.agent(killer).run(deploy, ground.owned(), () => undefined)
      expect(Object.keys(ground.disk.site()).length).toBeGreaterThan(0)
      expect(await ground.run(deploy, ground.owned())).toHaveProperty('result')
      expect(ground.disk.site()).toEqual({ 'index.php': 'unpacked by 1000' })
      expect(ground.disk.trees().sort()).toEqual([deploy.id, 'first'].sort())
      expect([...ground.disk.nodes.keys()].filter((path) => /staging|incoming|link/.test(path))).toEqual([])
    })
    await enumerateKills(async (killer) => {
      const { ground, deploy, rollback } = await ready()
      await ground.run(deploy, ground.owned())
      await ground.agent(killer).run(rollback, ground.owned(), () => undefined)
      expect(await ground.run(rollback, ground.owned())).toEqual({ result: {} })
      expect(ground.disk.site()).toEqual({ 'index.html': 'welcome' })
      expect(ground.disk.trees().sort()).toEqual([deploy.id, rollback.id].sort())
    })
  })

  test('moving a file, and making a folder', async () => {
    const ready = async () => {
      const ground = new Ground()
      await ground.run(ground.apply(service))
      return { ground, of: { tenant: ground.tenant, service } }
    }
    const runs = await enumerateKills(async (killer) => {
      const { ground, of } = await ready()
      const action = ground.action('files.move', { ...of, from: 'htdocs/index.html', to: 'htdocs/new.html' })
      await ground.agent(killer).run(action, ground.owned(), () => undefined)
      expect(await ground.run(action, ground.owned())).toEqual({ result: {} })
      expect(ground.disk.site()).toEqual({ 'new.html': 'welcome' })
      // Another one that wants the same finds nothing to move.
      expect(await ground.run({ ...action, id: randomUUID() }, ground.owned())).toMatchObject({ error: { code: 'conflict' } })
    })
    expect(runs).toBeGreaterThan(3)
    await enumerateKills(async (killer) => {
      const { ground, of } = await ready()
      const action = ground.action('files.makeFolder', { ...of, path: 'htdocs/new' })
      await ground.agent(killer).run(action, ground.owned(), () => undefined)
      expect(await ground.run(action, ground.owned())).toEqual({ result: {} })
      expect(await ground.run({ ...action, id: randomUUID() }, ground.owned())).toMatchObject({ error: { code: 'conflict' } })
    })
  })

  test('a folder is not taken for made where a file stands', async () => {
    const ground = new Ground()
    await ground.run(ground.apply(service))
    const action = ground.action('files.makeFolder', { tenant: ground.tenant, service, path: 'htdocs/index.html' })
    await ground.agent(new Killer(2)).run(action, ground.owned(), () => undefined)
    expect(await ground.run(action, ground.owned())).toMatchObject({ error: { code: 'conflict' } })
  })
})
