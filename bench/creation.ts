/** From `reeve tenant create` plus `reeve service create` to the first right answer, by the command line as a person types it. */
import { fileURLToPath } from 'node:url'
import { output } from './programs.ts'
import { type Row, timed } from './report.ts'
import { summary } from './statistics.ts'
import { freshName, marker } from './subject.ts'
import { firstRightVisit } from './visit.ts'

const rounds = 5
/** The two quickest other panels needed 4.7 and 5.5 s for the same, measured once on such a machine. */
const quickestPeer = { name: 'quickest peer', value: 4700 }
const cli = fileURLToPath(new URL('../scripts/reeve.mjs', import.meta.url))
const reeve = (...words: string[]) => output(process.execPath, cli, ...words)

export async function measureCreation(plan: string): Promise<Row[]> {
  const times: number[] = []
  const commands: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const name = freshName()
    const host = `${name}.bench.test`
    const start = performance.now()
    await reeve('tenant', 'create', name, '--plan', plan, '--title', marker)
    await reeve('service', 'create', '--tenant', name, '--kind', 'webserver', '--name', 'www', '--domain', host)
    commands.push(performance.now() - start)
    await firstRightVisit(host)
    times.push(performance.now() - start)
  }
  return [
    timed('tenant create + service create to first right answer', summary(times), {
      beside: quickestPeer,
      aim: { at: 'most', value: 1000, of: 'value' },
    }),
    timed('  of which the two commands', summary(commands), { beside: null, aim: null }),
  ]
}
