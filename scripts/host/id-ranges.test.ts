import { expect, test } from 'vitest'
import { missingLine, withoutLine } from './id-ranges.mjs'

test('root gets a range that meets nobody else’s', () => {
  expect(missingLine('')).toBe('root:1000000:1000000000\n')
  expect(missingLine('alice:100000:65536\nbob:165536:65536')).toBe('root:1000000:1000000000\n')
  expect(missingLine('root:100000:65536\n')).toBe('root:1000000:1000000000\n')
})

test('a range of root that is big enough is kept when it is the first, which is the one that the engine takes ids from', () => {
  expect(missingLine('alice:100000:65536\nroot:1000000:200000000\n')).toBeUndefined()
  expect(missingLine('root:100000:65536\nroot:1000000:200000000\n')).toBe('root:201000000:1000000000\n')
})

test.each(['', 'alice:100000:65536', 'alice:100000:65536\n', '# ours\nroot:5:5\n'])(
  'what was added to %j can be taken out again',
  (text) => {
    const line = missingLine(text) ?? ''
    expect(missingLine(line + text)).toBeUndefined()
    expect(withoutLine(line + text, line)).toBe(text)
  },
)

test('the end of somebody else’s line is not ours', () => {
  expect(withoutLine('notroot:100000:1000000000\n', 'root:100000:1000000000\n')).toBe('notroot:100000:1000000000\n')
})
