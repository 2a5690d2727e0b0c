import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPopulatedKeep, outcomeOf, quietAgents, serviceWish } from './testing/keep.ts'

type Keep = Awaited<ReturnType<typeof createPopulatedKeep>>
let keep: Keep
let finish: (() => void) | undefined
let armed = false
beforeEach(async () => {
  const { agents } = quietAgents()
  armed = false
  const services: typeof agents.services = {
    ...agents.services,
    async act(action, facts, follow) {
      if (armed && action.name === 'service.apply')
        await new Promise<void>((resolve) => {
          finish = resolve
        })
      return agents.services.act(action, facts, follow)
    },
  }
  keep = await createPopulatedKeep({ agents: { ...agents, services } })
})
afterEach(() => keep.close())

const wake = () => keep.ask('service.wake', { tenant: keep.acme, service: keep.shop })
const largest = 1_073_741_823

/** As a disk without room: SQLite gets no further page, and something fills up what its pages have left. */
function fillDisk(): void {
  keep.db.pragma(`max_page_count = ${keep.db.pragma('page_count', { simple: true })}`)
  const action = keep.db.prepare(
    "INSERT INTO actions (id, digest, action, state, destructive, reads, at, ended_at) VALUES (?, '', ?, 'done', 0, 0, 0, 0)",
  )
  const untilFull = (write: () => void) => {
    expect(() => {
      for (;;) write()
    }).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }))
  }
  for (const size of [3000, 300, 30, 1]) untilFull(() => action.run(randomUUID(), 'x'.repeat(size)))
  const entry = { at: 0, kind: 'done', action: null, name: '', actor: '', tenant: null, object: null, detail: '' } as const
  untilFull(() => keep.door.ledger.append(entry))
}
const makeRoom = () => keep.db.pragma(`max_page_count = ${largest}`)

describe('while the disk of the keep is full, the door', () => {
  it('refuses what is new with a sentence, keeps nothing of it, and takes the same up again when there is room', async () => {
    fillDisk()
    const before = keep.door.ledger.before(largest, 1, null)
    expect(await wake()).toEqual({
      error: { code: 'storage_full', message: expect.stringContaining('disk of the keep is full'), retry: false, refused: true },
    })
    expect(keep.door.ledger.before(largest, 1, null)).toEqual(before)
    makeRoom()
    expect(outcomeOf(await wake())).toBe('done')
    expect((await keep.door.ledger.verify()).whole).toBe(true)
  })

  it('goes on answering who only looks, and knows what it answered before', async () => {
    fillDisk()
    expect(keep.door.trust.list().authenticators).toHaveLength(1)
    expect(keep.door.ledger.before(largest, 3, keep.acme)).toHaveLength(3)
    expect(keep.door.owners.service(keep.shop)?.name).toBe('shop')
    expect(outcomeOf(await keep.door.ask('rubbish', () => undefined))).toBe('bad_input')
  })

  it('keeps the answer of what runs until there is room for it, and what waits for it waits', async () => {
    armed = true
    const lines: string[] = []
    const running = keep.ask('service.apply', serviceWish(keep.acme, keep.shop, 'shop', { generation: 2 }), undefined, ({ progress }) =>
      lines.push(progress.text),
    )
    await expect.poll(() => finish).toBeDefined()
    fillDisk()
    keep.reserve.release()
    finish?.()
    await expect.poll(() => lines.at(-1)).toContain('until there is room')
    makeRoom()
    expect(outcomeOf(await running)).toBe('done')
  })

  it('takes on nothing but what takes away from the moment on that the reserve is given up', async () => {
    const file = { tenant: keep.acme, service: keep.shop, path: 'a' }
    keep.reserve.release()
    expect(outcomeOf(await wake())).toBe('storage_full')
    expect(outcomeOf(await keep.ask('files.delete', file))).toBe('done')
    await keep.reserve.restore()
    expect(outcomeOf(await wake())).toBe('done')
  })
})
