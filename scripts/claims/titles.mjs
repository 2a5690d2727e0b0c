/** Titles of the tests of a file as they stand in its source, and how the runs of one are told from others. */
import ts from 'typescript'

/** `test(…)` or `it(…)`, and `test.each(…)(…)`, which is called once for each case. Steps, hooks and skipped tests are none. */
function isTest(callee) {
  if (ts.isCallExpression(callee)) return ts.isPropertyAccessExpression(callee.expression) && callee.expression.name.text === 'each'
  return ts.isIdentifier(callee) && ['test', 'it'].includes(callee.text)
}

function textOf(node, source) {
  if (node === undefined) return undefined
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  return ts.isTemplateExpression(node) ? node.getText(source).slice(1, -1) : undefined
}

export function titlesIn(text) {
  const source = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest)
  const titles = []
  const visit = (node) => {
    const title = ts.isCallExpression(node) && isTest(node.expression) ? textOf(node.arguments[0], source) : undefined
    if (title !== undefined) titles.push(title)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return titles
}

/** What a title is filled in with, for each case or by the file itself: `%s`, `$name`, `${path}`. */
const blank = /%[sdifjo#]|\$\{[^}]*\}|\$[A-Za-z_][\w.]*/

/** The regular expression of all names that a title stands for. */
export const patternOf = (title) =>
  title
    .split(new RegExp(blank, 'g'))
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')

/** Whether a test that ran is one of those of this title. */
export function runsOf(title) {
  const whole = new RegExp(`^${patternOf(title)}$`, 's')
  return (ran) => whole.test(ran)
}
