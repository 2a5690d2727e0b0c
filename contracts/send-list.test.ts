import { expect, test } from 'vitest'
import { partsOf, sendList } from './send-list.ts'

/** Addresses with gaps between them, so that none are joined: more than one request carries. */
const long = Array.from({ length: 80_000 }, (_, index) => `10.${index >> 15}.${(index >> 7) & 255}.${(index & 127) * 2}`).join('\n')

function recorder() {
  const sent: { lines: number; set: string | undefined; first: boolean }[] = []
  const send = async (part: string, set: string | undefined, first: boolean) => {
    sent.push({ lines: part.trimEnd().split('\n').length, set, first })
    return { set: 'aaaaaaaaaaaaa', action: 'x', count: 1, joined: first ? 2 : 0, wrong: 0, errors: [] }
  }
  return { sent, send }
}

test('a long list goes in parts of whole lines', () => {
  expect(partsOf('aaa\nbbb\ncc\n', 8)).toEqual(['aaa\nbbb\n', 'cc\n'])
  expect(partsOf('', 8)).toEqual([''])
})

test('later parts come to the set that the first one made', async () => {
  const { sent, send } = recorder()
  expect(await sendList(`${long}\n10.0.0.0`, send)).toMatchObject({ joined: 3 })
  expect(sent).toMatchObject([
    { set: undefined, first: true },
    { set: 'aaaaaaaaaaaaa', first: false },
  ])
  expect(sent.reduce((sum, { lines }) => sum + lines, 0)).toBe(80_000)
})

test('a wrong line at the end of a long list, or a list that does not fit, sends nothing at all', async () => {
  const { sent, send } = recorder()
  expect(await sendList(`${long}\nnobody\n`, send)).toMatchObject({ wrong: 1, errors: [{ line: 80_001, text: 'nobody' }] })
  const more = long.replaceAll(/^10\./gm, '11.')
  await expect(sendList(`${long}\n${more}`, send)).rejects.toThrow('A set may hold 100000 networks')
  expect(sent).toEqual([])
})
