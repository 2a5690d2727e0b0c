import { expect, it } from 'vitest'
import { takeToken } from './_link-token.ts'

it('takes one token after another out of the address of one tab', () => {
  const location = { hash: '' } as Location
  const history = {
    replaceState: (_data: unknown, _unused: string, path: string) =>
      Object.assign(location, { hash: new URL(path, 'http://panel.invalid').hash }),
  }
  const take = () => takeToken({ location, history: history as unknown as History }, '/join')
  expect(take()).toBeNull()
  location.hash = '#token=first'
  expect([take(), location.hash, take()]).toEqual(['first', '', null])
  location.hash = '#token=second'
  expect([take(), location.hash]).toEqual(['second', ''])
})
