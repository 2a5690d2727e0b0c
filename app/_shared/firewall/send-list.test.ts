import { expect, test } from 'vitest'
import { partsOf, sendList } from './send-list.ts'

test('a long list goes in parts of whole lines', () => {
  expect(partsOf(['aaa', 'bbb', 'cc'], 8)).toEqual(['aaa\nbbb\n', 'cc\n'])
  expect(partsOf([], 8)).toEqual([''])
})

test('later parts come to the set that the first one made', async () => {
  const sent: [string | undefined, boolean][] = []
  await sendList(Array(15_000).fill('1'.repeat(99)), async (_part, set, first) => {
    sent.push([set, first])
    return { set: 'aaaaaaaaaaaaa', action: 'x', count: 1, joined: 2, wrong: 0, errors: [] }
  })
  expect(sent).toEqual([
    [undefined, true],
    ['aaaaaaaaaaaaa', false],
  ])
})
