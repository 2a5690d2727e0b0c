import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { program } from './engine.ts'

const list = '/etc/apt/sources.list.d/reeve-test.list'
const options = '/etc/apt/apt.conf.d/90reeve-test'

export interface LocalPackage {
  name: string
  version: string
  depends?: string
  /** Shell, run as root when it is installed. */
  postinst: string
  files: Record<string, string>
}

/** Package sources of the machine: an archive that the test serves itself, as root of the machine would add one. */
export class PackageArchive {
  readonly #folder = mkdtempSync(join(tmpdir(), 'reeve-archive-'))
  #server: Server | undefined

  /** Serves the archive and has the machine's apt know it. */
  async open(): Promise<void> {
    this.#server = createServer((request, response) => {
      const path = join(this.#folder, basename(request.url ?? ''))
      const found = statSync(path, { throwIfNoEntry: false })
      if (found === undefined || !found.isFile()) {
        response.writeHead(404).end()
        return
      }
      response.writeHead(200, { 'content-length': found.size })
      createReadStream(path).pipe(response)
    })
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve))
    const { port } = this.#server.address() as AddressInfo
    writeFileSync(join(this.#folder, 'Packages'), '')
    this.#release()
    writeFileSync(list, `deb [trusted=yes] http://127.0.0.1:${port}/ ./\n`)
    // Not by the proxy that the machine may use for the world.
    writeFileSync(options, 'Acquire::http::Proxy::127.0.0.1 "DIRECT";\n')
  }

  /** From now on the archive has these packages alone. */
  async offer(...packages: LocalPackage[]): Promise<void> {
    const entries: string[] = []
    for (const one of packages) entries.push(await this.#build(one))
    writeFileSync(join(this.#folder, 'Packages'), entries.join('\n'))
    this.#release()
  }

  /** Its archive; what the index says of it. */
  async #build({ name, version, depends, postinst, files }: LocalPackage): Promise<string> {
    const root = join(this.#folder, `${name}.root`)
    rmSync(root, { recursive: true, force: true })
    mkdirSync(join(root, 'DEBIAN'), { recursive: true })
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(root, path, '..'), { recursive: true })
      writeFileSync(join(root, path), content, { mode: 0o755 })
    }
    const control = [
      `Package: ${name}`,
      `Version: ${version}`,
      'Architecture: all',
      'Maintainer: Reeve tests <tests@reeve.test>',
      ...(depends === undefined ? [] : [`Depends: ${depends}`]),
      'Description: made by a test of Reeve',
    ].join('\n')
    writeFileSync(join(root, 'DEBIAN/control'), `${control}\n`)
    writeFileSync(join(root, 'DEBIAN/postinst'), `#!/bin/sh\nset -e\n${postinst}\n`, { mode: 0o755 })
    const file = join(this.#folder, `${name}_${version.replace(/^\d+:/, '')}_all.deb`)
    const built = await program('dpkg-deb', ['--root-owner-group', '--build', '--', root, file])
    if (built.status !== 0) throw new Error(built.stderr)
    const bytes = readFileSync(file)
    const sum = createHash('sha256').update(bytes).digest('hex')
    return `${control}\nFilename: ./${basename(file)}\nSize: ${bytes.length}\nSHA256: ${sum}\n`
  }

  #release(): void {
    const bytes = readFileSync(join(this.#folder, 'Packages'))
    const sum = createHash('sha256').update(bytes).digest('hex')
    const date = new Date().toUTCString()
    writeFileSync(join(this.#folder, 'Release'), `Date: ${date}\nSHA256:\n ${sum} ${bytes.length} Packages\n`)
  }

  /** The machine's apt forgets it. */
  async close(): Promise<void> {
    if (this.#server === undefined) return
    for (const path of [list, options]) rmSync(path, { force: true })
    this.#server.closeAllConnections()
    this.#server.close()
    this.#server = undefined
    rmSync(this.#folder, { recursive: true, force: true })
    await program('apt-get', ['-q', 'update'], '', 120_000)
  }
}
