import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ask } from '../../../contracts/asks.ts'
import { newId } from '../../../contracts/ids.ts'
import { busyKey } from '../../engine/awake.ts'
import type { ExecCommand } from '../../engine/client.ts'
import { Ground } from '../testing/agent.ts'
import { parseAsk, readAsks } from './parse.ts'

const service = newId('s')
const ticket = 'abcDEF0123'

describe('a line from inside', () => {
  test.each([
    ['memory 512', { of: 'memoryMiB', how: 'to', amount: 512, reason: '' }],
    ['memory +256 the nightly import', { of: 'memoryMiB', how: 'by', amount: 256, reason: 'the nightly import' }],
    ['cpus +1 $(id); rm -rf /', { of: 'cpus', how: 'by', amount: 1, reason: '$(id); rm -rf /' }],
    ['disk 4096', { of: 'diskMiB', how: 'to', amount: 4096, reason: '' }],
    ['port 80 my own server', { of: 'port', how: 'to', amount: 80, reason: 'my own server' }],
    ['snapshot before the upgrade', { of: 'snapshot', how: 'to', amount: 1, reason: 'before the upgrade' }],
    ['package jq to read answers', { of: 'package', how: 'to', amount: 1, name: 'jq', reason: 'to read answers' }],
    ['package g++', { of: 'package', how: 'to', amount: 1, name: 'g++', reason: '' }],
    ['snapshot', { of: 'snapshot', how: 'to', amount: 1, reason: '' }],
    ['processes 300', { of: 'processes', how: 'to', amount: 300, reason: '' }],
  ])('%j is a request', (line, expected) => {
    expect(parseAsk(ticket, line)).toEqual({ ticket, ...expected })
  })
  test.each([
    '',
    'memory',
    'memory x',
    'memory -5',
    'port +80',
    'snapshots',
    'snapshot\tx',
    'package',
    'package jq-',
    'package -y',
    'package jq=1.6',
    'package jq:i386',
    'package ./x.deb',
    'package JQ',
    'memory 0',
    'memory 1e9',
    'constructor 5',
    'memory 5\u001b[31m',
    ' memory 5',
    `memory 5 ${'x'.repeat(600)}`,
    'memory 5 a\u2028b',
  ])('%j is none', (line) => expect(parseAsk(ticket, line)).toBeUndefined())
  test('whatever it is, what comes out is a whole request or nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, two) => {
        for (const line of [one, `memory ${one}`, `cpus +${two}`, `disk 5 ${one}`]) {
          const parsed = parseAsk(ticket, line)
          if (parsed !== undefined) expect(ask.safeParse(parsed).success).toBe(true)
        }
        for (const { ticket: name } of readAsks(one)) expect(name).toMatch(/^[A-Za-z0-9]{10}$/)
      }),
    )
  })
})

describe('the requests of a service', () => {
  async function ground(given: string, state: 'running' | 'stopped' = 'running', status = 0) {
    const made = new Ground()
    const commands: ExecCommand[] = []
    await made.run(made.apply(service))
    if (state === 'running') await made.engine.setState(made.project, service, 'start')
    made.engine.onExec = ({ command }) => {
      commands.push(command)
      const gives = command.argv[0] === '/usr/lib/reeve/ask-give'
      return { status: gives ? status : 0, stdout: Buffer.from(gives ? given : ''), stderr: '' }
    }
    const collect = (facts = made.owned()) => made.run(made.action('asks.collect', { tenant: made.tenant, service }), facts)
    const answers = () => commands.filter(({ argv }) => argv[0] === '/usr/lib/reeve/ask-answer').map(({ argv, stdin }) => [argv[1], stdin])
    return { made, collect, answers, commands }
  }

  test('are taken in one go and kept awake for; what nobody understands is answered at once', async () => {
    const { made, collect, answers } = await ground(`${ticket} memory +256 why\nzzzzzzzzzz please\n../../../etc x\n`)
    expect(await collect()).toEqual({ result: { asks: [{ ticket, of: 'memoryMiB', how: 'by', amount: 256, reason: 'why' }] } })
    expect(answers()).toEqual([['zzzzzzzzzz', expect.stringMatching(/^refused: Write such as: memory \+256 why/)]])
    expect(made.engine.state.instances.get(`${made.project}/${service}`)?.config[busyKey]).toBeDefined()
  })

  test('of one that sleeps are none, and it sleeps on', async () => {
    const { made, collect, commands } = await ground(`${ticket} memory 512`, 'stopped')
    expect(await collect()).toEqual({ result: { asks: [] } })
    expect(commands).toEqual([])
    expect(made.engine.state.instances.get(`${made.project}/${service}`)?.state).toBe('stopped')
  })

  test('of an image without a socket are none', async () => {
    const { collect } = await ground('', 'running', 127)
    expect(await collect()).toEqual({ result: { asks: [] } })
  })

  test('of another tenant are not found', async () => {
    const { made, collect } = await ground('')
    const foreign = { tenant: newId('t'), name: 'shop', kind: 'webserver', address: null, ownAddress: null }
    expect(await collect({ ...made.owned(), service: foreign })).toMatchObject({ error: { code: 'not_found' } })
  })

  test('are answered by a fixed program that gets the words as input, never as an argument', async () => {
    const { made, answers } = await ground('')
    const input = { tenant: made.tenant, service, ticket, verdict: 'granted' as const, text: 'It has "512" MiB; $(id).' }
    expect(await made.run(made.action('asks.answer', input), made.owned())).toEqual({ result: { told: true } })
    expect(answers()).toEqual([[ticket, 'granted: It has "512" MiB; $(id).\n']])
    await made.engine.setState(made.project, service, 'stop')
    expect(await made.run(made.action('asks.answer', input), made.owned())).toEqual({ result: { told: false } })
  })

  test.each(['../../etc/xx', 'short', 'abcdefghijk', 'abc def/.x'])('an answer to %j is none', async (name) => {
    const { made, commands } = await ground('')
    const input = { tenant: made.tenant, service, ticket: name, verdict: 'granted' as const, text: '' }
    expect(await made.run(made.action('asks.answer', input), made.owned())).toMatchObject({ error: { code: 'bad_input' } })
    expect(commands).toEqual([])
  })
})
