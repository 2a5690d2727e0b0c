import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { QueryView } from './query-view.tsx'

const failed = (code: string) => Object.assign(new Error(code), { data: { reeve: { code, message: 'So it is.' } } })
const shown = (data: string | undefined, error: unknown) =>
  renderToStaticMarkup(
    <QueryView query={{ data, isError: error !== null, error, refetch: () => undefined }} skeleton="wait" gone={<p>It was deleted.</p>}>
      {(value) => value}
    </QueryView>,
  )

it('shows old data while asking again fails, but not of something that was deleted meanwhile', () => {
  expect(shown(undefined, null)).toBe('wait')
  expect(shown('shop', null)).toBe('shop')
  expect(shown('shop', failed('unavailable'))).toBe('shop')
  expect(shown('shop', failed('not_found'))).toBe('<p>It was deleted.</p>')
})
