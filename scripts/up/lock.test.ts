import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isAlive } from '../host/processes.mjs'
import { moveAside, takeLock } from './lock.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const path = () => join(folder, 'work.lock')
const here = (file: string) => JSON.stringify(fileURLToPath(new URL(file, import.meta.url)))

/** Another process that takes the lock and runs a program which runs a program. Answers it, and the id of the last one. */
async function holder() {
  const program = `
    const { takeLock } = await import(${here('lock.mjs')}), { run } = await import(${here('run.mjs')}), { main } = await import(${here('main.mjs')})
    await main(async () => {
      await takeLock('work', ${JSON.stringify(folder)})
      await run(['sh', '-c', 'sleep 600 & echo $! >"$0"; echo >"$0.done"; wait', ${JSON.stringify(join(folder, 'pid'))}])
    })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
  await expect.poll(() => existsSync(join(folder, 'pid.done')), { timeout: 20_000 }).toBe(true)
  // Killed before it has written down what it started, nobody could know of it.
  await expect.poll(() => JSON.parse(readFileSync(path(), 'utf8')).groups, { timeout: 20_000 }).not.toEqual([])
  return { child, grandchild: Number(readFileSync(join(folder, 'pid'), 'utf8')) }
}

describe('one holder at a time', () => {
  test('while its holder lives nobody else gets it, and they learn whose it is', async () => {
    const { child } = await holder()
    await expect(takeLock('work', folder)).rejects.toThrow(`Another work is at work (process ${child.pid})`)
    child.kill('SIGTERM')
    await once(child, 'exit')
    expect(existsSync(path())).toBe(false)
  })

  test('given back it is free, and giving it back again takes nobody else’s', async () => {
    const release = await takeLock('work', folder)
    release()
    const second = await takeLock('work', folder)
    release()
    expect(existsSync(path())).toBe(true)
    second()
    expect(existsSync(path())).toBe(false)
  })

  test.each(['', 'no JSON', JSON.stringify({ pid: 1, start: '0', boot: 'another boot' })])(
    '%j is nobody’s and is taken over',
    async (text) => {
      writeFileSync(path(), text)
      const release = await takeLock('work', folder)
      expect(JSON.parse(readFileSync(path(), 'utf8')).pid).toBe(process.pid)
      release()
    },
  )

  test('a lock that somebody quicker took is not taken away from them', () => {
    writeFileSync(path(), 'theirs')
    moveAside(path(), 'the stale one')
    expect(readFileSync(path(), 'utf8')).toBe('theirs')
    moveAside(path(), 'theirs')
    expect(existsSync(path())).toBe(false)
  })
})

describe('what a command started does not outlive it', () => {
  test('ended by a signal, it ends its programs and theirs', async () => {
    const { child, grandchild } = await holder()
    child.kill('SIGTERM')
    await once(child, 'exit')
    expect(child.exitCode).toBe(143)
    expect(isAlive(grandchild)).toBe(false)
  })

  test('killed, its programs are ended by whoever takes the lock over, before they go on', async () => {
    const { child, grandchild } = await holder()
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isAlive(grandchild)).toBe(true)
    const release = await takeLock('work', folder)
    expect(isAlive(grandchild)).toBe(false)
    release()
  })
})
