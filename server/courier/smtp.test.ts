import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { TLSSocket } from 'node:tls'
import fc from 'fast-check'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { selfSigned } from '../testing/certificate.ts'
import { messageText, sendMail } from './smtp.ts'

const name = 'relay.example.org'
let pair: { cert: string; key: string }
beforeAll(async () => {
  pair = await selfSigned(name)
})

let server: Server | undefined
afterEach(() => void server?.close())

interface Behaviour {
  starttls?: boolean
  refuse?: { command: RegExp; answer: string }
}

/** A relay of one's own: what it heard, and whether that was encrypted. */
async function relay({ starttls = true, refuse }: Behaviour = {}) {
  const heard: string[] = []
  const serve = (wire: Socket, encrypted: boolean) => {
    const say = (text: string) => wire.write(`${text}\r\n`)
    let data = false
    wire.on('error', () => undefined)
    const lines = createInterface({ input: wire })
    lines.on('line', (line) => {
      heard.push(`${encrypted ? 'tls' : 'clear'} ${line}`)
      if (data) {
        if (line === '.') {
          data = false
          say('250 taken')
        }
        return
      }
      if (refuse?.command.test(line)) say(refuse.answer)
      else if (line.startsWith('EHLO')) say(starttls && !encrypted ? '250-hello\r\n250 STARTTLS' : '250 AUTH PLAIN')
      else if (line === 'STARTTLS') {
        say('220 go on')
        lines.close()
        serve(new TLSSocket(wire, { isServer: true, ...pair }), true)
      } else if (line.startsWith('AUTH')) say('235 welcome')
      else if (line === 'DATA') {
        data = true
        say('354 go on')
      } else if (line === 'QUIT') say('221 bye')
      else say('250 fine')
    })
  }
  const listening = createServer((wire) => {
    wire.write('220 relay\r\n')
    serve(wire, false)
  })
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  return { heard, at: { address: '127.0.0.1', port: (listening.address() as AddressInfo).port, name } }
}

const login = { from: 'reeve@example.org', user: 'reeve', password: 'a secret', security: 'start' as const }
const mail = {
  from: 'reeve@example.org',
  to: ['ann@example.org', 'bob@example.org'],
  subject: 'Alert: acme/www',
  text: 'Memory is short.\n.\nEnd\n',
}

test('a mail is handed over by TLS, and the password is never in clear', async () => {
  const { heard, at } = await relay()
  await sendMail(at, login, mail, pair.cert)
  expect(heard.filter((line) => line.startsWith('clear'))).toEqual(['clear EHLO reeve', 'clear STARTTLS'])
  expect(heard).toContain(`tls AUTH PLAIN ${Buffer.from('\0reeve\0a secret').toString('base64')}`)
  expect(heard).toContain('tls RCPT TO:<bob@example.org>')
  const begin = heard.lastIndexOf('tls ')
  const body = heard.slice(begin + 1, heard.indexOf('tls .')).map((line) => line.slice(4))
  expect(Buffer.from(body.join(''), 'base64').toString()).toBe('Memory is short.\r\n.\r\nEnd\r\n')
})

test('a relay that offers no TLS gets nothing, whoever took the offer away', async () => {
  const { heard, at } = await relay({ starttls: false })
  await expect(sendMail(at, login, mail, pair.cert)).rejects.toMatchObject({ code: 'unavailable' })
  expect(heard).toEqual(['clear EHLO reeve'])
})

test('a certificate of somebody else ends it before the password', async () => {
  const { heard, at } = await relay()
  await expect(sendMail({ ...at, name: 'other.example.org' }, login, mail, pair.cert)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(sendMail(at, login, mail)).rejects.toMatchObject({ code: 'unavailable' })
  expect(heard.filter((line) => /AUTH|MAIL/.test(line))).toEqual([])
})

test.each([
  ['an address that is unknown for good', { command: /^RCPT/, answer: '550 unknown' }, 'bad_input'],
  ['a relay that is busy', { command: /^MAIL/, answer: '451 later' }, 'unavailable'],
  ['a wrong password, which can be put right', { command: /^AUTH/, answer: '535 no' }, 'unavailable'],
  ['a relay that speaks nonsense', { command: /^EHLO/, answer: 'what?' }, 'unavailable'],
])('%s', async (_, refuse, code) => {
  const { at } = await relay({ refuse })
  await expect(sendMail(at, login, mail, pair.cert)).rejects.toMatchObject({ code })
})

test('nobody there', async () => {
  await expect(sendMail({ address: '127.0.0.1', port: 1, name }, login, mail)).rejects.toMatchObject({ code: 'unavailable' })
})

test('whatever is in subject and text, the message has these headers and no others, and no line ends it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 2000 }), (subject, text) => {
      const lines = messageText({ ...mail, subject, text }).split('\r\n')
      const headers = lines.slice(0, lines.indexOf('')).filter((line) => !line.startsWith(' '))
      expect(headers.map((line) => line.split(':')[0])).toEqual([
        ...['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding', 'Auto-Submitted'],
      ])
      for (const line of lines) {
        expect(line.length).toBeLessThan(998)
        expect(line).toMatch(/^[\x20-\x7e]*$/)
        expect(line).not.toBe('.')
      }
    }),
  )
})

test('an address with a line end in it is no address', () => {
  expect(() => messageText({ ...mail, to: ['ann@example.org\r\nBcc: all@example.org'] })).toThrow()
})
