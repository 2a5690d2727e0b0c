import { expect, test } from 'vitest'
import { createRestart, type InZone } from './restart.ts'

/** A supervisor of one process; `hangs`: only a kill ends it. */
function supervisor(seconds: number, more: { hangs?: boolean; gone?: boolean; down?: boolean } = {}) {
  const said: string[] = []
  const run: InZone = async (zone, argv) => {
    said.push(`${zone}: ${argv.join(' ')}`)
    const answer = (status: number, stdout = '') => ({ status, stdout, stderr: '' })
    if (more.gone) return answer(1)
    if (argv[0] === 's6-svstat') return answer(0, `${more.down ? 'false' : 'true'} ${seconds}\n`)
    return answer(more.hangs && argv.includes('-r') ? 99 : 0)
  }
  return { said, restart: createRestart(run) }
}

test('one process is ended in its zone and comes back; it is never told to stay down', async () => {
  const { said, restart } = supervisor(4000)
  expect(await restart('applier')).toBe(true)
  expect(said).toEqual([
    'gate: s6-svstat -o up,updownfor /etc/s6/services/applier',
    'gate: s6-svc -wr -T 12000 -r /etc/s6/services/applier',
  ])
})

test('one that hangs is killed', async () => {
  const { said, restart } = supervisor(4000, { hangs: true })
  expect(await restart('stats')).toBe(true)
  expect(said.at(-1)).toBe('keep: s6-svc -wr -T 15000 -k /etc/s6/services/stats')
})

test('one that came up a moment ago is left alone, whoever asks how often', async () => {
  const { said, restart } = supervisor(29)
  expect(await restart('vault')).toBe(false)
  expect(said).toHaveLength(1)
  expect(await supervisor(3, { down: true }).restart('vault')).toBe(true)
})

test('a zone that does not run says so, and the question may be asked again', () =>
  expect(supervisor(1, { gone: true }).restart('tenancy')).rejects.toMatchObject({ code: 'unavailable' }))
