/** Imports a TypeScript module of this repository: bundled by esbuild in memory, since Node 20 cannot read it itself. Needs `npm ci` done. */
import { resolve } from 'node:path'
import { repository } from './repository.mjs'

export async function loadTs(path) {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [resolve(repository, path)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
  const [file] = outputFiles
  return import(`data:text/javascript;base64,${Buffer.from(file.contents).toString('base64')}`)
}
