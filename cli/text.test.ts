import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ago, facts, table } from './table.ts'
import { columns, visible, visibleLines } from './text.ts'

test('a terminal never gets a control character of foreign text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
      expect(visible(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
      expect(visibleLines(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    }),
  )
})

test.each([
  ['\u001b[2J', '\\x1b[2J'],
  ['a\rb', 'a\\x0db'],
  ['one\ntwo', 'one\\ntwo'],
  ['\u202egpj.exe', '\\u{202e}gpj.exe'],
  ['Müller 東京', 'Müller 東京'],
])('%j shows as %s', (text, shown) => expect(visible(text)).toBe(shown))

test('columns of every line stand at the same place, whatever the width of the letters', () => {
  const rows = [
    { name: 'acme', title: '東京 Café', count: 3 },
    { name: 'a-much-longer-name', title: 'Plain', count: 1200 },
  ]
  const text = table(
    rows,
    [
      ['name', (row) => row.name],
      ['title', (row) => row.title],
      ['services', (row) => row.count],
    ],
    'Nothing.',
  )
  const lines = text.trimEnd().split('\n')
  expect(new Set(lines.map(columns)).size).toBe(1)
  expect(lines[0]).toBe('NAME                TITLE      SERVICES')
})

test('an empty table says what is missing, an absent value is a dash', () => {
  expect(table([], [['name', () => 'x']], 'No tenants yet.')).toBe('No tenants yet.\n')
  expect(
    facts([
      ['name', 'acme'],
      ['own address', null],
    ]),
  ).toBe('name         acme\nown address  -\n')
})

test.each([
  [5_000, '5 s'],
  [600_000, '10 min'],
  [10_800_000, '3 h'],
  [864_000_000, '10 d'],
])('%d ms ago reads %s', (milliseconds, text) => expect(ago(1_000, 1_000 + milliseconds)).toBe(text))
