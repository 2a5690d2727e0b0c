import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { TLSSocket } from 'node:tls'

interface Behaviour {
  /** Port on 127.0.0.1; 0: any that is free. */
  port?: number
  /** Certificate and key; without it there is no STARTTLS. */
  pair?: { cert: string; key: string } | undefined
  refuse?: { command: RegExp; answer: string } | undefined
}

export interface MailRelay {
  /** Each line that it heard, after `tls` or `clear`. */
  heard: string[]
  port: number
  close(): void
}

/** A mail relay of one's own. */
export async function mailRelay({ port = 0, pair, refuse }: Behaviour = {}): Promise<MailRelay> {
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
      else if (line.startsWith('EHLO')) say(pair !== undefined && !encrypted ? '250-hello\r\n250 STARTTLS' : '250 AUTH PLAIN')
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
  await new Promise<void>((resolve, reject) => listening.once('error', reject).listen(port, '127.0.0.1', resolve))
  return { heard, port: (listening.address() as AddressInfo).port, close: () => void listening.close() }
}

export interface HeardMail {
  to: string[]
  text: string
}

/** The mails that it took. */
export function mailsIn(heard: readonly string[]): HeardMail[] {
  const lines = heard.map((line) => line.replace(/^\w+ /, ''))
  const ends = lines.flatMap((line, index) => (line === '.' ? [index] : []))
  return ends.map((end, place) => {
    const of = lines.slice((ends[place - 1] ?? -1) + 1, end)
    const to = of.flatMap((line) => /^RCPT TO:<(.*)>$/.exec(line)?.[1] ?? [])
    const body = of.slice(of.lastIndexOf('') + 1).join('')
    return { to, text: Buffer.from(body, 'base64').toString() }
  })
}
