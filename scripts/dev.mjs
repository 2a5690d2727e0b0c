#!/usr/bin/env node
/**
 * `npm run dev`: the panel with hot reload, the backend (restarted when its code changes) and a simulated keep; no engine, no root.
 * State lives in `.dev/`; delete the folder to begin anew. Ctrl+C ends all of it.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDependencies } from './build/dependencies.mjs'
import { repository } from './build/repository.mjs'
import { main } from './up/main.mjs'

const home = join(repository, '.dev')
const port = 3000
const backendPort = 4001
const site = { rpId: 'localhost', origins: [`http://localhost:${port}`], url: `http://localhost:${port}` }
const tsx = join(repository, 'node_modules/tsx/dist/cli.mjs')
const children = []

function start(name, argv, env = {}, stdio = ['ignore', 'inherit', 'inherit']) {
  const child = spawn(process.execPath, argv, { cwd: repository, stdio, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env } })
  children.push(child)
  child.on('exit', (code) => {
    process.stdout.write(`${name} ended with ${code}\n`)
    end(code ?? 1)
  })
  return child
}

function end(code) {
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM')
  process.exit(code)
}

function write(name, value) {
  const file = join(home, name)
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  return file
}

/** The first line that a program prints, as JSON. */
const ready = (child) =>
  new Promise((resolve) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part
      if (text.includes('\n')) resolve(JSON.parse(text.split('\n')[0]))
    })
  })

await main(async () => {
  await ensureDependencies()
  mkdirSync(home, { recursive: true, mode: 0o700 })
  process.on('SIGINT', () => end(0))
  process.on('SIGTERM', () => end(0))
  const simulated = { dir: join(home, 'keep'), port: 0, paceMs: 300, site: { rpId: site.rpId, origins: site.origins } }
  const keep = await ready(start('keep', [tsx, 'agents/sim.ts', write('sim.json', simulated)], {}, ['ignore', 'pipe', 'inherit']))
  const socket = join(home, 'api.sock')
  const config = {
    listen: { address: '127.0.0.1', port: backendPort },
    cliSocket: socket,
    database: join(home, 'reeve.sqlite'),
    uploads: join(home, 'uploads'),
    signingKey: keep.signingKey,
    door: { url: keep.url, tls: keep.tls },
    site,
    version: 'dev',
  }
  mkdirSync(config.uploads, { recursive: true })
  start('backend', [tsx, 'watch', '--clear-screen=false', 'server/main.ts', write('backend.json', config)])
  const next = join(repository, 'node_modules/next/dist/bin/next')
  start('panel', [next, 'dev', '--port', String(port), '--hostname', '127.0.0.1'], { REEVE_BACKEND: `http://127.0.0.1:${backendPort}` })
  process.stdout.write(
    `\nPanel: ${site.url}\nA link for the first administrator: npx reeve --socket ${socket} enrol-link\n` +
      `Secret for the first passkey: ${keep.enrolmentSecret}\nApprovals by command line: --approve-with ${keep.approver}\n\n`,
  )
  return new Promise(() => {})
})
