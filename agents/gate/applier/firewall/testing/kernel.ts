import type { Kernel, Lost } from '../kernel.ts'
import { nothing, type Present } from '../render.ts'

/** A kernel in memory: keeps the text of the last transaction, and the names that stand after it. */
export class FakeKernel implements Kernel {
  texts: string[] = []
  standing: Present & { generation: number | undefined } = { ...nothing, generation: undefined }
  packets = new Map<string, number>()
  dropped: Lost[] = []
  /** A text with this in it is not taken. */
  refused: string | undefined

  async apply(text: string): Promise<void> {
    if (this.refused !== undefined && text.includes(this.refused)) throw new Error('the kernel refuses this')
    this.texts.push(text)
    const names = (kind: string) => [...text.matchAll(new RegExp(`^ {2}${kind} (\\S+) `, 'gm'))].map(([, name = '']) => name)
    const gone = new Set([...text.matchAll(/^delete \w+ inet reeve_rules (\S+)$/gm)].map(([, name = '']) => name))
    const after = (before: ReadonlySet<string>, kind: string) => new Set([...[...before].filter((name) => !gone.has(name)), ...names(kind)])
    const { chains, sets, maps, counters } = text.startsWith('add table inet reeve_rules\ndelete') ? nothing : this.standing
    this.standing = {
      ...{ chains: after(chains, 'chain'), sets: after(sets, 'set'), maps: after(maps, 'map'), counters: after(counters, 'counter') },
      generation: Number(/set generation \{ type mark; elements = \{ (\d+) \}/.exec(text)?.[1]),
    }
  }
  present = async () => this.standing
  counters = async () => this.packets
  lost = async () => this.dropped
  /** The rules of one chain in the last transaction. */
  chain(name: string): string[] {
    const lines = (this.texts.at(-1) ?? '').split('\n')
    const start = lines.indexOf(`  chain ${name} {`)
    return start < 0 ? [] : lines.slice(start + 1, lines.indexOf('  }', start)).map((line) => line.trim())
  }
}
