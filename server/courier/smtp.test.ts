import fc from 'fast-check'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { selfSigned } from '../testing/certificate.ts'
import { type MailRelay, mailRelay } from '../testing/mail-relay.ts'
import { messageText, sendMail } from './smtp.ts'

const name = 'relay.example.org'
let pair: { cert: string; key: string }
beforeAll(async () => {
  pair = await selfSigned(name)
})

let running: MailRelay | undefined
afterEach(() => running?.close())

async function relay({ starttls = true, refuse }: { starttls?: boolean; refuse?: { command: RegExp; answer: string } } = {}) {
  running = await mailRelay({ pair: starttls ? pair : undefined, refuse })
  return { heard: running.heard, at: { address: '127.0.0.1', port: running.port, name } }
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
