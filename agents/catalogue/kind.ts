import type * as z from 'zod'
import type { AccountSort, Accounts } from '../../contracts/accounts.ts'
import type { Addressing } from '../../contracts/kinds.ts'
import type { Resources } from '../../contracts/limits.ts'
import type { Script } from './execline.ts'

export type Argv = readonly [string, ...string[]]

/** A file with root as its owner. `path` is absolute; tenants can write neither it nor a folder above it. */
export interface RootFile {
  path: string
  content: string
  /** Such as 0o644. */
  mode: number
}

/**
 * Fixed lines of sh for what stands between a start and the first answer: its builtins cost nothing, where execline starts a program for every word
 * (on a busy machine 100 ms of a wake). No value ever goes into one.
 */
export interface QuickScript {
  sh: readonly string[]
}

/** One supervised process of the VPS. */
export interface Process {
  name: string
  /** What its run script does; the last line becomes the process (in sh by `exec`). */
  run: Script | QuickScript
  /** How it is asked to stop. */
  downSignal?: 'SIGTERM' | 'SIGINT' | 'SIGQUIT'
}

/** What a configuration is rendered from beside itself. */
export interface RenderFacts {
  service: string
  resources: Resources
  accounts: Accounts
}

/** Files that people upload and browse. Everything in it is done as this user inside the VPS. */
export interface Files {
  root: string
  uid: number
  gid: number
  /** Folder below the root whose content an uploaded archive becomes; it is a link to one of the trees that Reeve keeps in `.reeve`. */
  site: string
}

export interface BackupTools {
  /** Below the data volume, what no backup needs; `*` stands for any name. Beside the folder for temporary files. */
  leaveOut: readonly string[]
  /** Links below the data volume whose targets people mean when they name them. */
  links: readonly string[]
  database?: DatabaseTools
}

/** Programs that bring one database from a restored server into the live one. Names were checked; each program gets them as one word. */
export interface DatabaseTools {
  /** In the restored server: the database to standard output. */
  dump(database: string): Argv
  /** In the live one, before and after loading. Done twice they leave the same. */
  prepare(database: string, beside: string): readonly Argv[]
  load(beside: string): Argv
  /** `before` becomes the name of what is there now, `database` that of what was loaded. */
  replace(database: string, beside: string, before: string): readonly Argv[]
  drop(beside: string): readonly Argv[]
}

export interface KindSpec<C> {
  /** Name in the catalogue, such as `webserver`. */
  kind: string
  title: string
  summary: string
  /** Row of the catalogue that it serves. */
  row: string
  /** How its image is made from the base image. Commands run in it as root when all packages and files are there. */
  image: { packages: readonly string[]; files: readonly RootFile[]; commands: readonly Argv[] }
  /** Lines run as root, in order, when the data volume is empty; again from the first one when the VPS died in between. */
  firstBoot: readonly Script[]
  processes: readonly Process[]
  /**
   * Path of a unix socket at which PID 1 listens before any process starts, so that none has to wait for another. The processes have it as their
   * standard input; who connects waits until one of them accepts.
   */
  socket?: string
  /** The first one tells whether the service answers. */
  ports: readonly { name: string; port: number }[]
  addressing: readonly Addressing[]
  /** Every field has a default. Text, whole numbers, booleans and lists of them only: actions are signed as canonical JSON. */
  config: z.ZodType<C>
  /** Accounts inside it that people can make; null: none. */
  accounts: AccountSort | null
  render(config: C, facts: RenderFacts): RootFile[]
  /** The kind's own checkers; all must end with 0 before a changed configuration counts. */
  check: readonly Argv[]
  /** Makes the running service take its configuration without breaking connections. */
  reload: readonly Argv[]
  /** How a real client sees that it answers. */
  probe: { port: number; protocol: 'http' | 'ssh' | 'postgresql' }
  files: Files | null
  /** What a backup needs to know; absent: the data volume is the whole truth. */
  backup?: Partial<BackupTools>
  resources: Resources
}

/** A kind whose configuration is parsed where it is used: `render` throws ZodError for what does not fit. */
export type Kind = Omit<KindSpec<unknown>, 'render' | 'backup'> & {
  render(config: unknown, facts: RenderFacts): RootFile[]
  backup: BackupTools
}

export const defineKind = <C>(spec: KindSpec<C>): Kind => ({
  ...spec,
  render: (config, facts) => spec.render(spec.config.parse(config), facts),
  backup: {
    ...spec.backup,
    leaveOut: ['tmp/*', ...(spec.backup?.leaveOut ?? [])],
    // The folder of a site is a link to one of its trees.
    links: spec.files === null ? [] : [`${spec.files.root.slice(dataPath.length + 1)}/${spec.files.site}`],
  },
})

/** Seconds that a service may take for one answer, whatever its configuration: the gate waits for longer. */
export const longestAnswerSeconds = 600

/** Where the data volume is mounted in every VPS. Its top folder is root's; the kinds' own folders in it belong to their users. */
export const dataPath = '/srv'
