import { expect, test } from 'vitest'
import { partsOf, sendList } from './send-list.ts'

test('a long list goes in parts of whole lines', () => {
  expect(partsOf('aaa\nbbb\ncc\n', 8)).toEqual(['aaa\nbbb\n', 'cc\n'])
  expect(partsOf('', 8)).toEqual([''])
})

test('later parts come to the set that the first one made; lines are counted from the beginning', async () => {
  const line = `${'1'.repeat(99)}\n`
  const text = line.repeat(15_000)
  const sent: [string | undefined, boolean][] = []
  const answer = { set: 'aaaaaaaaaaaaa', action: 'x', count: 1, joined: 2, wrong: 0, errors: [] }
  const send = (last: object) => async (part: string, set: string | undefined, first: boolean) => {
    sent.push([set, first])
    return part.length === 1_000_000 ? answer : { ...answer, ...last }
  }
  expect(await sendList(text, send({}))).toMatchObject({ joined: 4 })
  expect(sent).toEqual([
    [undefined, true],
    ['aaaaaaaaaaaaa', false],
  ])
  const wrong = await sendList(text, send({ wrong: 1, errors: [{ line: 3, text: 'nobody' }] }))
  expect(wrong.errors).toEqual([{ line: 10_003, text: 'nobody' }])
})
