import type { ExecCommand, ExecOutcome } from '../../engine/client.ts'

/** Processes of one name, and the memory that they cannot give back, in bytes. */
export interface Program {
  name: string
  count: number
  memoryBytes: number
}

export interface Folder {
  path: string
  bytes: number
}

type Run = (command: Pick<ExecCommand, 'argv' | 'timeoutMs' | 'maxOutputBytes'>) => Promise<ExecOutcome>

const status: ExecCommand['argv'] = [
  'find',
  '/proc',
  '-maxdepth',
  '2',
  '-path',
  '/proc/[0-9]*/status',
  '-exec',
  'grep',
  '-HE',
  '^(Name|RssAnon):',
  '{}',
  '+',
]

/** Programs of the VPS, largest first. Whether all could be read does not matter: processes end while one looks. */
export async function programsOf(run: Run): Promise<Program[]> {
  const { stdout } = await run({ argv: status, timeoutMs: 10_000, maxOutputBytes: 4_194_304 })
  return readPrograms(stdout.toString('utf8'))
}

/** Bytes that no pressure takes from the VPS's processes; undefined when the engine's view of its memory is not what it sees. */
export async function keptBytes(run: Run, memoryMiB: number): Promise<number | undefined> {
  const { stdout } = await run({ argv: ['cat', '/proc/meminfo'], timeoutMs: 10_000 })
  return readKept(stdout.toString('utf8'), memoryMiB)
}

/** Folders of the data volume, largest first. */
export async function foldersOf(run: Run, top: string): Promise<Folder[]> {
  const argv: ExecCommand['argv'] = ['du', '-x', '-d', '2', '-B', '1', '--', top]
  const { stdout } = await run({ argv, timeoutMs: 30_000, maxOutputBytes: 1_048_576 })
  return readFolders(stdout.toString('utf8'), top)
}

/** Names are what tenants choose: nothing of them may steer a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
const plain = (name: string, most: number): string => name.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd').slice(0, most)

export function readPrograms(text: string): Program[] {
  const names = new Map<string, string>()
  const programs = new Map<string, Program>()
  for (const line of text.split('\n')) {
    const [, pid = '', key, value = ''] = /^\/proc\/(\d+)\/status:(Name|RssAnon):\s*(.*)$/.exec(line) ?? []
    if (key === 'Name') {
      const name = plain(value, 40)
      names.set(pid, name)
      const program = programs.get(name) ?? { name, count: 0, memoryBytes: 0 }
      programs.set(name, { ...program, count: program.count + 1 })
    }
    const program = key === 'RssAnon' ? programs.get(names.get(pid) ?? '') : undefined
    if (program !== undefined) program.memoryBytes += (Number.parseInt(value, 10) || 0) * 1024
  }
  return [...programs.values()].sort((a, b) => b.memoryBytes - a.memoryBytes)
}

/** The memory's view from inside is the engine's (lxcfs) only when its total is the limit; else it is the host's. */
export function readKept(text: string, memoryMiB: number): number | undefined {
  const of = (name: string): number | undefined => {
    const found = new RegExp(`^${name.replaceAll(/[()]/g, '\\$&')}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]
    return found === undefined ? undefined : Number(found) * 1024
  }
  const total = of('MemTotal')
  const parts = [of('Active(anon)'), of('Inactive(anon)')]
  if (total === undefined || Math.abs(total / 1_048_576 - memoryMiB) > memoryMiB / 100 || parts.includes(undefined)) return undefined
  return parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)
}

export function readFolders(text: string, top: string): Folder[] {
  const folders: Folder[] = []
  for (const line of text.split('\n')) {
    const [, bytes, path] = /^(\d+)\t(.+)$/.exec(line) ?? []
    if (bytes !== undefined && path !== undefined && path !== top) folders.push({ path: plain(path, 200), bytes: Number(bytes) })
  }
  // A folder that another one of the list holds almost alone says less than that one.
  return folders
    .filter((folder) => !folders.some((deeper) => deeper.path.startsWith(`${folder.path}/`) && deeper.bytes > folder.bytes * 0.9))
    .sort((a, b) => b.bytes - a.bytes)
}
