import { ReeveError } from '../../../../contracts/errors.ts'
import type { Runtime } from '../runtime.ts'

/** HAProxy's runtime in memory: maps with versions, certificates, one list. Answers in HAProxy's own words. */
export class FakeRuntime implements Runtime {
  pid = 100
  down = false
  /** A certificate or line with this text is not taken. */
  refused: string | undefined
  maps = new Map<string, Map<string, string>>()
  certificates = new Map<string, string>()
  list = new Map<string, string>()
  table = ''
  /** Commands wait for this. */
  held: Promise<void> = Promise.resolve()
  /** Commands so far. */
  asked: string[] = []
  readonly #prepared = new Map<string, Map<string, string>>()
  readonly #pending = new Map<string, string>()

  /** A new process: it knows only what it was given again. */
  restart(): void {
    this.pid += 1
    this.maps.clear()
    this.certificates.clear()
    this.list.clear()
  }

  async command(text: string): Promise<string> {
    await this.held
    this.asked.push(text)
    if (this.down) throw new ReeveError('unavailable', 'The gate is just being started. Try again in a moment.')
    return text
      .split(';')
      .map((part) => this.#run(part))
      .filter((answer) => answer !== '')
      .join('\n')
  }

  async withPayload(text: string, payload: string): Promise<string> {
    if (this.down) throw new ReeveError('unavailable', 'The gate is just being started. Try again in a moment.')
    if (payload.includes('\n\n')) throw new Error('an empty line ends the payload')
    if (this.refused !== undefined && payload.includes(this.refused)) return 'unable to take this'
    if (payload.length > 16_000) throw new Error('the payload does not fit')
    const words = text.split(' ')
    if (text.startsWith('add map @')) {
      for (const line of payload.trim().split('\n')) {
        const [key = '', value = ''] = line.split(' ')
        this.#prepared.get(words[3] ?? '')?.set(key, value)
      }
      return ''
    }
    if (text.startsWith('set ssl cert')) {
      if (!this.certificates.has(words[3] ?? '')) return "Can't replace a certificate which is not referenced by the configuration!"
      this.#pending.set(words[3] ?? '', payload)
      return 'Transaction created for certificate!'
    }
    if (text.startsWith('add ssl crt-list')) {
      this.list.set(payload.split(' ')[0] ?? '', payload.trim())
      return 'Inserting certificate in crt-list.\nSuccess!'
    }
    return 'Unknown command'
  }

  #run(text: string): string {
    const [verb, what, ...rest] = text.split(' ')
    const map = (path: string) => this.maps.get(path) ?? this.maps.set(path, new Map()).get(path) ?? new Map<string, string>()
    switch (`${verb} ${what}`) {
      case 'show info':
        return `Name: HAProxy\nPid: ${this.pid}\nUptime: 1`
      case 'prepare map':
        this.#prepared.set(rest[0] ?? '', new Map())
        return 'New version created: 7'
      case 'commit map':
        this.maps.set(rest[1] ?? '', this.#prepared.get(rest[1] ?? '') ?? new Map())
        return ''
      case 'add map':
        map(rest[0] ?? '').set(rest[1] ?? '', rest[2] ?? '')
        return ''
      case 'del map':
        return map(rest[0] ?? '').delete(rest[1] ?? '') ? '' : 'Key not found.'
      case 'show map':
        return [...map(rest[0] ?? '')].map(([key, value]) => `0x7f ${key} ${value}`).join('\n')
      case 'show table':
        return this.table
      default:
        return this.#certificate(verb ?? '', rest)
    }
  }

  #certificate(verb: string, [kind, path = '', entry = '']: string[]): string {
    if (verb === 'show')
      return kind === 'cert' ? `# filename\n${[...this.certificates.keys()].join('\n')}` : ['# list', ...this.list.values()].join('\n')
    if (verb === 'new') {
      this.certificates.set(path, '')
      return `New empty certificate store '${path}'!`
    }
    if (verb === 'commit') {
      this.certificates.set(path, this.#pending.get(path) ?? '')
      return `Committing ${path}\nSuccess!`
    }
    if (verb === 'del' && kind === 'crt-list')
      return this.list.delete(entry) ? `Entry '${entry}' deleted in crtlist '${path}'!` : 'not found'
    if (verb === 'del' && kind === 'cert') return this.certificates.delete(path) ? `Certificate '${path}' deleted!` : 'not found'
    return 'Unknown command'
  }
}
