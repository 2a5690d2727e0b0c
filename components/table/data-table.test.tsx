import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { componentText } from '../text.tsx'
import { DataTable } from './data-table.tsx'

const shown = (rows: string[] | undefined, query: { isPending: boolean; isError: boolean }, error?: string) =>
  renderToStaticMarkup(
    <DataTable
      label="Things"
      query={{ ...query, refetch: () => undefined }}
      rows={rows}
      error={error}
      columns={[{ id: 'name', header: 'Name', cell: (row) => row }]}
      rowKey={(row) => row}
      rowName={(row) => row}
      empty={<p>Nothing yet</p>}
    />,
  )

it('rows that could not be asked for again stay, under a line that says so and why', () => {
  const html = shown(['shop'], { isPending: false, isError: true }, 'The backend does not answer.')
  for (const word of ['shop', componentText.stale, 'The backend does not answer.', componentText.retry]) expect(html).toContain(word)
  expect(shown(['shop'], { isPending: false, isError: false })).not.toContain(componentText.stale)
})

it('a list that never loaded says why, and is not taken for an empty one', () => {
  const html = shown(undefined, { isPending: false, isError: true }, 'The backend does not answer.')
  expect(html).toContain('The backend does not answer.')
  expect(html).not.toContain('Nothing yet')
  expect(shown([], { isPending: false, isError: false })).toContain('Nothing yet')
})
