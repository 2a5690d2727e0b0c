import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ListInput, readListInput, writeListInput } from './list-input.ts'

const defaults: ListInput = { search: '', sort: 'name', descending: false, offset: 0, limit: 50 }

it('reads back every state that it wrote, and keeps other parameters', () => {
  const states = fc.record({
    search: fc.string({ maxLength: 200 }),
    sort: fc.stringMatching(/^[a-zA-Z]{1,20}$/),
    descending: fc.boolean(),
    offset: fc.nat(1000).map((page) => page * 50),
    limit: fc.constant(50),
  })
  fc.assert(
    fc.property(states, (state) => {
      const query = new URLSearchParams(writeListInput(new URLSearchParams('state=failed'), state, defaults))
      expect(query.get('state')).toBe('failed')
      expect(readListInput(query, defaults)).toEqual(state)
    }),
  )
})

it('leaves defaults out of the address', () => {
  expect(writeListInput(new URLSearchParams('q=a&page=3&sort=-state'), defaults, defaults)).toBe('')
})

it.each(['page=0', 'page=-1', 'page=1.5', 'page=x', 'page=1e99'])('takes the first page for %s', (query) => {
  expect(readListInput(new URLSearchParams(query), defaults).offset).toBe(0)
})
