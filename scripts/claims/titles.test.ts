import { expect, test } from 'vitest'
import { runsOf, titlesIn } from './titles.mjs'

test('titles are read as they stand in the source, of tests alone', () => {
  const source = `
    test('one', () => {})
    test.each([[1], [2]] as const)('%s of %d', (a) => test.step('a step', a))
    describe('a group', () => test("it's \\'two\\'", () => {}))
    for (const path of paths) test(\`the page \${path} is there\`, async ({ page }) => { test.setTimeout(1); await step('no test') })
    test.skip('not this', () => {})
    test.extend({})
  `
  expect(titlesIn(source)).toEqual(['one', '%s of %d', "it's 'two'", `the page \${path} is there`])
})

test.each([
  ['could not $name', 'could not open the door', true],
  ['%s: names in %s', 'zip: names in UTF-8', true],
  [`the page \${path} is there`, 'the page /people is there', true],
  ['a (careful) title.', 'a (careful) title.', true],
  ['a (careful) title.', 'a (careful) titles', false],
  ['less than 2 % of it', 'less than 2 % of it', true],
  ['one', 'one more', false],
])('the title %j and the test %j: %s', (title, ran, same) => {
  expect(runsOf(title)(ran)).toBe(same)
})
