import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromText, toText } from './_text'

test('text comes back as it went, with every character and byte order mark', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.includes('\0'))
      expect(toText(fromText(text))).toBe(text)
    }),
  )
  expect(toText(fromText('\ufeffa'))).toBe('\ufeffa')
})

test.each([
  ['a zero byte', 'AAEC'],
  ['bytes that are not UTF-8', '/9j/'],
])('%s is no text', (_, base64) => {
  expect(toText(base64)).toBeUndefined()
})
