import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { connect as secure, type TLSSocket } from 'node:tls'
import { ReeveError } from '../../contracts/errors.ts'
import { email } from '../../contracts/names.ts'
import type { MailLogin } from './courier.ts'

export interface Mail {
  from: string
  to: readonly string[]
  /** One line. */
  subject: string
  text: string
}

interface Relay {
  address: string
  port: number
  name: string
}

const timeoutMs = 30_000
const maxReplyLines = 100

/** Hands one text mail to a relay (RFC 5321, 3207, 4954). Throws `bad_input` when the relay refuses it for good, else `unavailable`. */
export async function sendMail(relay: Relay, login: MailLogin, mail: Mail, authority?: string): Promise<void> {
  let wire: Socket | TLSSocket = connect({ host: relay.address, port: relay.port })
  const dead = (cause: unknown) => new ReeveError('unavailable', 'The mail relay does not answer as it should.', cause)
  const encrypted = (socket: Socket) =>
    secure({ socket, servername: relay.name, minVersion: 'TLSv1.2', ...(authority === undefined ? {} : { ca: authority }) })
  const limit = setTimeout(() => wire.destroy(new Error('it took too long')), timeoutMs)
  try {
    if (login.security === 'tls') wire = encrypted(wire)
    let talk = conversation(wire)
    await talk.expect(220)
    let offers = await talk.say('EHLO reeve', 250)
    if (login.security === 'start') {
      // Without it everybody on the way could read along, or take the offer away.
      if (!offers.some((line) => /^STARTTLS$/i.test(line))) throw new Error('the relay offers no TLS')
      await talk.say('STARTTLS', 220)
      talk.end()
      wire = encrypted(wire)
      talk = conversation(wire)
      offers = await talk.say('EHLO reeve', 250)
    }
    if (login.user !== '') {
      if (login.security === 'none') throw new Error('no password is sent in clear')
      const plain = Buffer.from(`\0${login.user}\0${login.password}`, 'utf8').toString('base64')
      await talk.say(`AUTH PLAIN ${plain}`, 235)
    }
    await talk.say(`MAIL FROM:<${email.parse(mail.from)}>`, 250)
    for (const to of mail.to) await talk.say(`RCPT TO:<${email.parse(to)}>`, 250, 251)
    await talk.say('DATA', 354)
    await talk.say(`${messageText(mail)}\r\n.`, 250)
    await talk.say('QUIT', 221).catch(() => undefined)
  } catch (error) {
    if (error instanceof Refused)
      throw new ReeveError(error.final ? 'bad_input' : 'unavailable', `The mail relay refused it (${error.code}).`, error)
    throw dead(error)
  } finally {
    clearTimeout(limit)
    wire.destroy()
  }
}

class Refused extends Error {
  readonly code: number
  readonly final: boolean
  constructor(code: number, line: string) {
    super(`${code} ${line}`.slice(0, 300))
    this.code = code
    // A refused password may be right tomorrow: the settings can be changed, the news is still one.
    this.final = code >= 500 && code !== 530 && code !== 535
  }
}

/** Commands and answers, one at a time. */
function conversation(wire: Socket) {
  const lines = createInterface({ input: wire, crlfDelay: Number.POSITIVE_INFINITY })
  const answers = lines[Symbol.asyncIterator]()
  // The reader reports what breaks; without a listener the process would end.
  wire.on('error', () => lines.close())
  const expect = async (...codes: number[]): Promise<string[]> => {
    const texts: string[] = []
    for (let count = 0; count < maxReplyLines; count += 1) {
      const { value, done } = await answers.next()
      if (done === true) throw new Error('the relay hung up')
      const [, code = '', sign = '', text = ''] = /^(\d{3})([ -]?)(.*)$/.exec(String(value)) ?? []
      if (code === '') throw new Error('the relay speaks no SMTP')
      texts.push(text)
      if (sign === '-') continue
      if (!codes.includes(Number(code))) throw new Refused(Number(code), text)
      return texts
    }
    throw new Error('the relay talks without end')
  }
  return {
    expect,
    say(command: string, ...codes: number[]) {
      wire.write(`${command}\r\n`)
      return expect(...codes)
    },
    end: () => lines.close(),
  }
}

/** Everything that people wrote is in base64: no line of it can be a command or a header. */
export function messageText({ from, to, subject, text }: Mail, now = new Date(), id = randomBytes(12).toString('hex')): string {
  const word = (part: string) => `=?utf-8?B?${Buffer.from(part, 'utf8').toString('base64')}?=`
  const subjects = [...subject.matchAll(/.{1,30}/gsu)].map(([part]) => word(part))
  const body = Buffer.from(text.replaceAll(/\r?\n/g, '\r\n'), 'utf8').toString('base64')
  return [
    `From: Reeve <${email.parse(from)}>`,
    `To: ${to.map((address) => email.parse(address)).join(', ')}`,
    `Subject: ${subjects.join('\r\n ')}`,
    `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}@${from.split('@')[1]}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    'Auto-Submitted: auto-generated',
    '',
    ...[...body.matchAll(/.{1,76}/g)].map(([line]) => line),
  ].join('\r\n')
}
