import { describe, expect, test } from 'vitest'
import { endpoints } from '../../contracts/zones.ts'
import { acts, programOf } from './support/acts.ts'
import { inside, zoneNode } from './support/engine.ts'

const attempt = async (code: string) => (await inside('panel', [zoneNode, '-e', code])).stdout.trim()

/** Root inside the panel's VPS, which is more than code execution in Next.js gives. */
describe("A shell in the panel's VPS", () => {
  test('the probe works: it can open the one thing that the panel may', async () => {
    const { address, port } = endpoints.backend
    expect(await attempt(programOf({ name: 'backend', code: `return connect('${address}', ${port})` }))).toBe('did')
  })

  test.each(acts)('could not $name', async (act) => {
    expect(await attempt(programOf(act))).toMatch(/^could not/)
  })

  test('finds no database, no key and no secret', async () => {
    const found = await inside('panel', [
      'find',
      '/etc/reeve',
      '/var/lib/reeve',
      '/opt/reeve',
      '/run',
      '-xdev',
      '(',
      '-name',
      '*.key',
      '-o',
      '-name',
      '*.db',
      '-o',
      '-name',
      '*.sqlite',
      '-o',
      '-name',
      '*.pem',
      ')',
      '-not',
      '-path',
      '*/node_modules/*',
    ])
    expect(found.stdout.trim()).toBe('')
  })

  test('the panel itself does not run as root', async () => {
    const pid = (await inside('panel', ['s6-svstat', '-o', 'pid', '/etc/s6/services/panel'])).stdout.trim()
    const owner = (await inside('panel', ['stat', '-c', '%u', `/proc/${pid}`])).stdout.trim()
    expect(Number(pid)).toBeGreaterThan(0)
    expect(Number(owner)).toBeGreaterThan(0)
  })
})
