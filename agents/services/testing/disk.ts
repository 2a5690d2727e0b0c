import type { Readable } from 'node:stream'
import type { ExecCommand, ExecOutcome } from '../../engine/client.ts'

type Node = { type: 'f'; content: Buffer } | { type: 'd' } | { type: 'l'; target: string }
type Program = (args: string[], command: ExecCommand) => ExecOutcome | Promise<ExecOutcome>

const outcome = (status: number, stdout: string | Buffer = '', stderr = ''): ExecOutcome => ({
  status,
  stdout: Buffer.from(stdout),
  stderr,
})
const missing = (path: string) => outcome(1, '', `cannot access '${path}': No such file or directory`)

/**
 * The data volume of one VPS in memory, with as much of coreutils and bsdtar as the agent uses. Not a test of those programs (the real tests are):
 * it stands for them where steps are killed, repeated and compared. Paths are kept without `./`.
 */
export class Disk {
  readonly nodes = new Map<string, Node>()
  /** What bsdtar says about every archive. */
  listing = ''
  /** Names of programs that fail because the disk is full. */
  readonly full = new Set<string>()

  constructor() {
    for (const folder of ['', '.reeve', '.reeve/sites', '.reeve/sites/first']) this.nodes.set(folder, { type: 'd' })
    this.nodes.set('.reeve/sites/first/index.html', { type: 'f', content: Buffer.from('welcome') })
    this.nodes.set('htdocs', { type: 'l', target: '.reeve/sites/first' })
  }

  /** Plug it in as `FakeEngine.onExec`. */
  exec = async ({ command }: { command: ExecCommand }): Promise<ExecOutcome> => {
    const [, , ...argv] = command.argv
    const plain = argv[0] === 'prlimit' ? argv.slice(argv.indexOf('--') + 1) : argv
    const [program = '', ...args] = plain
    if (this.full.has(program)) return outcome(1, '', `${program}: Disk quota exceeded`)
    return (await this.#programs[program]?.(args, command)) ?? outcome(127, '', `${program}: not here`)
  }

  /** Names of files that visitors of the site would find, with their content. */
  site(): Record<string, string> {
    const top = this.#resolve('htdocs')
    const inside = [...this.nodes].filter(([path]) => path.startsWith(`${top}/`))
    return Object.fromEntries(
      inside.map(([path, node]) => [path.slice(top.length + 1), node.type === 'f' ? node.content.toString() : node.type]),
    )
  }

  trees = (): string[] => this.#children('.reeve/sites')

  #children(folder: string): string[] {
    const front = folder === '' ? '' : `${folder}/`
    const below = [...this.nodes.keys()].filter((path) => path !== '' && path.startsWith(front) && !path.slice(front.length).includes('/'))
    return below.map((path) => path.slice(front.length))
  }

  /** Follows links of folders. */
  #resolve(path: string): string {
    const plain = path.replace(/^\.(?:\/|$)/, '')
    const link = [...this.nodes].find(([name, node]) => node.type === 'l' && (plain === name || plain.startsWith(`${name}/`)))
    return link?.[1].type === 'l' ? `${link[1].target}${plain.slice(link[0].length)}` : plain
  }

  #parentOf = (path: string): Node | undefined => this.nodes.get(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')

  #entry(path: string, name: string): string {
    const node = this.nodes.get(path)
    const behind = node?.type === 'l' ? (this.nodes.get(node.target)?.type ?? 'N') : node?.type
    return [name, node?.type, behind, node?.type === 'f' ? node.content.length : 0, '1700000000.5', '644']
      .map((field) => `${field}\0`)
      .join('')
  }

  #find = (args: string[]): ExecOutcome => {
    const follow = args[0] === '-H'
    const asked = (follow ? args[1] : args[0]) ?? ''
    const plain = asked.replace(/^\.(?:\/|$)/, '')
    const path = follow || plain.includes('/') ? this.#resolve(plain) : plain
    if (!this.nodes.has(path)) return missing(asked)
    if (args.includes('-type') && this.nodes.get(path)?.type !== args[args.indexOf('-type') + 1]) return outcome(0)
    if (!args.includes('-printf')) return outcome(0, asked)
    const names = this.#children(path)
    if (args.includes('-mindepth')) {
      return outcome(
        0,
        names
          .filter((name) => this.nodes.get(`${path}/${name}`)?.type === 'd')
          .map((name) => `${name}\0`)
          .join(''),
      )
    }
    const self = this.#entry(path, plain.split('/').at(-1) ?? '')
    const below =
      args[args.indexOf('-maxdepth') + 1] === '0' ? [] : names.map((name) => this.#entry(path === '' ? name : `${path}/${name}`, name))
    return outcome(0, [self, ...below].join(''))
  }

  #make = (args: string[]): ExecOutcome => {
    const parents = args[0] === '-p'
    for (const asked of args.slice(args.indexOf('--') + 1)) {
      const path = this.#resolve(asked)
      if (this.nodes.has(path) && !parents) return outcome(1, '', `cannot create directory '${asked}': File exists`)
      const parts = path.split('/')
      if (!parents && this.#parentOf(path) === undefined) return missing(asked)
      for (let depth = 1; depth <= parts.length; depth += 1) this.nodes.set(parts.slice(0, depth).join('/'), { type: 'd' })
    }
    return outcome(0)
  }

  #remove = (args: string[]): ExecOutcome => {
    for (const asked of args.slice(args.indexOf('--') + 1)) {
      const plain = asked.replace(/^\.\//, '')
      const path = this.nodes.get(plain)?.type === 'l' ? plain : this.#resolve(plain)
      for (const name of [...this.nodes.keys()]) if (name === path || name.startsWith(`${path}/`)) this.nodes.delete(name)
    }
    return outcome(0)
  }

  #move = (args: string[]): ExecOutcome => {
    const [from = '', to = ''] = args.slice(args.indexOf('--') + 1).map((path) => path.replace(/^\.\//, ''))
    const source = this.nodes.get(from)?.type === 'l' ? from : this.#resolve(from)
    const target = this.nodes.get(to)?.type === 'l' ? to : this.#resolve(to)
    const moved = [...this.nodes].filter(([name]) => name === source || name.startsWith(`${source}/`))
    if (moved.length === 0 || this.#parentOf(target) === undefined) return missing(from)
    if (this.nodes.get(target)?.type === 'd') return outcome(1, '', `cannot overwrite directory '${to}'`)
    for (const [name] of moved) this.nodes.delete(name)
    for (const [name, node] of moved) this.nodes.set(`${target}${name.slice(source.length)}`, node)
    return outcome(0)
  }

  #unpack = (args: string[], command: ExecCommand): ExecOutcome => {
    if (args.includes('-tvf')) return outcome(0, this.listing)
    const target = this.#resolve(args[args.indexOf('-C') + 1] ?? '')
    const strip = Number(args[args.indexOf('--strip-components') + 1])
    for (const line of this.listing.split('\n').filter((text) => text.startsWith('-'))) {
      const name = line
        .slice(line.indexOf(':') + 4)
        .split('/')
        .slice(strip)
        .join('/')
      const parts = name.split('/')
      for (let depth = 1; depth < parts.length; depth += 1) this.nodes.set(`${target}/${parts.slice(0, depth).join('/')}`, { type: 'd' })
      this.nodes.set(`${target}/${name}`, { type: 'f', content: Buffer.from(`unpacked by ${command.uid}`) })
    }
    return outcome(0)
  }

  readonly #programs: Record<string, Program> = {
    find: this.#find,
    mkdir: this.#make,
    rm: this.#remove,
    mv: this.#move,
    bsdtar: this.#unpack,
    chmod: () => outcome(0),
    ln: (args) => {
      const [target = '', name = ''] = args.slice(args.indexOf('--') + 1)
      this.nodes.set(name.replace(/^\.\//, ''), { type: 'l', target })
      return outcome(0)
    },
    readlink: (args) => {
      const node = this.nodes.get((args.at(-1) ?? '').replace(/^\.\//, ''))
      return node?.type === 'l' ? outcome(0, `${node.target}\n`) : outcome(1)
    },
    dd: async (args, { stdin }) => {
      const path = this.#resolve(args[0]?.slice('of='.length) ?? '')
      if (this.#parentOf(path) === undefined) return missing(path)
      if (args.includes('conv=excl,fsync') && this.nodes.has(path)) return outcome(1, '', `dd: failed to open '${path}': File exists`)
      const parts: Buffer[] = []
      for await (const part of (stdin as Readable | Buffer) instanceof Uint8Array ? [stdin as Buffer] : (stdin as Readable))
        parts.push(part as Buffer)
      this.nodes.set(path, { type: 'f', content: Buffer.concat(parts) })
      return outcome(0)
    },
    head: (args) => {
      const node = this.nodes.get(this.#resolve(args.at(-1) ?? ''))
      return node?.type === 'f' ? outcome(0, node.content.subarray(0, Number(args[1]))) : missing(args.at(-1) ?? '')
    },
    tar: () => outcome(0, 'a tar'),
  }
}
