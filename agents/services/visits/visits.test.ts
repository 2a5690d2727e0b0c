import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../../contracts/ids.ts'
import { dayOfVisits, visitorsOf, visitsResult } from '../../../contracts/visits.ts'
import { Ground } from '../testing/agent.ts'
import { createTally, parseVisit } from './parse.ts'

const at = (time: string, rest: string) => `2026-06-01 ${time}.123456789  ${rest}`
const request = (path: string, { status = 200, bytes = 100, address = '192.0.2.1', agent = 'Firefox', referrer = '-' } = {}) =>
  `${address} www.acme.test "GET ${path} HTTP/1.1" ${status} ${bytes} 0.003 "${agent}" "${referrer}"`

describe('a line of the log', () => {
  test('is a request, with a referrer or, from before, without', () => {
    const visit = parseVisit(at('10:00:00', request('/a?b=c', { referrer: 'https://search.example/x' })))
    expect(visit).toEqual({
      at: Date.UTC(2026, 5, 1, 10),
      address: '192.0.2.1',
      host: 'www.acme.test',
      path: '/a?b=c',
      status: 200,
      bytes: 100,
      agent: 'Firefox',
      referrer: 'https://search.example/x',
    })
    expect(parseVisit(at('10:00:00', request('/').replace(/ "-"$/, '')))?.referrer).toBe('')
  })

  test.each(['', 'php: ready', at('10:00:00', '2026/06/01 [warn] 1#1: something'), at('10:00:00', '192.0.2.1 h "GET'), request('/')])(
    '%s is none',
    (text) => expect(parseVisit(text)).toBeUndefined(),
  )

  test('of whatever content is read in no time, and what is kept fits its schema', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('"', ' ', '\\x22', '\u202e', '/'.repeat(9000)))
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, piece, fc.integer({ min: 100, max: 599 })), { maxLength: 30 }), (all) => {
        const tally = createTally()
        for (const [path, referrer, status] of all) {
          const visit = parseVisit(at('10:00:00', request(path, { referrer: `https://${referrer}/`, status })))
          if (visit !== undefined) tally.add(visit)
        }
        for (const day of tally.days()) expect(dayOfVisits.safeParse(day).success).toBe(true)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
        expect(JSON.stringify(tally.days().map(({ pages, referrers }) => [pages, referrers]))).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/)
      }),
    )
  })
})

test('visitors are counted once each, about, and many pages take no more room than some', () => {
  const tally = createTally()
  for (let index = 0; index < 6000; index += 1) {
    const visit = parseVisit(at('10:00:00', request(`/${index % 3000}`, { address: `192.0.${index % 20}.${index % 150}` })))
    if (visit !== undefined) tally.add(visit)
  }
  for (let index = 0; index < 50; index += 1) {
    const visit = parseVisit(at('11:00:00', request('/often')))
    if (visit !== undefined) tally.add(visit)
  }
  const [day] = tally.days()
  const seen = visitorsOf(Buffer.from(day?.visitors ?? '', 'base64'))
  expect(seen).toBeGreaterThan(280)
  expect(seen).toBeLessThan(320)
  expect(day?.pages[0]).toEqual(['/often', 50])
  expect(day?.pages).toHaveLength(50)
  expect(day?.hits).toBe(6050)
})

describe('the agent', () => {
  const service = newId('s')
  let ground: Ground
  const ask = async (after = 0) => {
    const answer = await ground.run(ground.action('service.visits', { tenant: ground.tenant, service, after }), ground.owned())
    if (!('result' in answer)) throw new Error(JSON.stringify(answer))
    return visitsResult.parse(answer.result)
  }
  const writeLog = (name: string, ...lines: string[]) =>
    ground.engine.writeFile(ground.project, service, `/var/log/reeve/${name}`, `${lines.join('\n')}\n`)

  beforeEach(async () => {
    ground = new Ground()
    await ground.run(ground.apply(service))
  })

  test('wakes nobody', async () => {
    expect(await ask(7)).toEqual({ running: false, until: 7, whole: true, days: [] })
    expect((await ground.engine.getState(ground.project, service))?.state).toBe('stopped')
  })

  test('counts what is new, goes on where it was, and says when something was gone', async () => {
    await ground.engine.setState(ground.project, service, 'start')
    await writeLog('current', at('10:00:00', request('/')), at('10:00:05', request('/gone', { status: 404 })), 'nonsense')
    const first = await ask()
    expect(first).toMatchObject({ running: true, whole: true, until: Date.UTC(2026, 5, 1, 10, 0, 5) })
    expect(first.days).toMatchObject([{ day: '2026-06-01', hits: 2, bytes: 200, statuses: [0, 1, 0, 1, 0], pages: [['/', 1]] }])
    expect((await ask(first.until)).days).toEqual([])

    await writeLog('current', at('10:00:05', request('/')), at('10:00:09', request('/new')))
    expect(await ask(first.until)).toMatchObject({ whole: true, days: [{ hits: 1, pages: [['/new', 1]] }] })

    await writeLog('current', at('12:00:00', request('/')))
    expect(await ask(first.until)).toMatchObject({ whole: false, days: [{ hits: 1 }] })
  })

  test('reads older files when the newest does not reach back, and no file of another name', async () => {
    await ground.engine.setState(ground.project, service, 'start')
    const old = `@${'4'.repeat(24)}.s`
    await writeLog('current', at('10:10:00', request('/')))
    await writeLog(old, at('10:00:00', request('/')), at('10:05:00', request('/')))
    ground.engine.onExec = () => ({ status: 0, stdout: Buffer.from(`${old}\n../../etc/shadow\n@x\n`), stderr: '' })
    expect(await ask(Date.UTC(2026, 5, 1, 10))).toMatchObject({ whole: true, days: [{ hits: 2 }] })
  })
})
