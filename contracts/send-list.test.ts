import { expect, test } from 'vitest'
import { partsOf, sendList } from './send-list.ts'

/** More than one request carries. */
const long = Array.from({ length: 80_000 }, (_, index) => `10.${index >> 15}.${(index >> 7) & 255}.${(index & 127) * 2}/32`)

function recorder() {
  const sent: { lines: number; set: string | undefined; first: boolean }[] = []
  const send = async (part: string, set: string | undefined, first: boolean) => {
    sent.push({ lines: part.trimEnd().split('\n').length, set, first })
    return { set: 'aaaaaaaaaaaaa', action: 'x', count: 1, joined: 2, wrong: 0, errors: [] }
  }
  return { sent, send }
}

test('a long list goes in parts of whole lines', () => {
  expect(partsOf(['aaa', 'bbb', 'cc'], 8)).toEqual(['aaa\nbbb\n', 'cc\n'])
  expect(partsOf([], 8)).toEqual([''])
})

test('later parts come to the set that the first one made', async () => {
  const { sent, send } = recorder()
  expect(await sendList(long, send)).toMatchObject({ joined: 4 })
  expect(sent).toMatchObject([
    { set: undefined, first: true },
    { set: 'aaaaaaaaaaaaa', first: false },
  ])
  expect(sent.reduce((sum, { lines }) => sum + lines, 0)).toBe(80_000)
})

test('of a list that does not fit nothing is sent at all', async () => {
  const { sent, send } = recorder()
  await expect(sendList([...long, ...long], send)).rejects.toThrow('A set may hold 100000 networks')
  expect(sent).toEqual([])
})
