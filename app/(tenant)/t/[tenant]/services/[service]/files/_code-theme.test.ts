import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { highlightStyle, themeSpec } from './_code-theme.ts'

it('the editor has colours for both themes: tokens, and syntax in pairs', () => {
  const tokens = readFileSync(join(import.meta.dirname, '../../../../../../../components/styles/tokens.css'), 'utf8')
  const named = JSON.stringify(themeSpec).match(/--[a-z-]+/g) ?? []
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((token) => !tokens.includes(`${token}: light-dark(`))).toEqual([])
  const colours = highlightStyle.specs.flatMap(({ color }) => (color === undefined ? [] : [String(color)]))
  expect(colours.length).toBeGreaterThan(10)
  expect(colours.filter((colour) => !colour.startsWith('light-dark('))).toEqual([])
})
