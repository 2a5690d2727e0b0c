import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Sparkline } from './sparkline.tsx'
import { TimeChart } from './time-chart.tsx'

const lines = [
  { name: '2xx', tone: 'good', values: [1, 2, null, 4] },
  { name: '5xx', tone: 'bad', values: [0, 0, 0, 1] },
] as const

it('is drawn as lines, named in words, and says how keys move over it', () => {
  const html = renderToStaticMarkup(
    <TimeChart
      label="Answers per second"
      from={0}
      stepMs={60_000}
      lines={lines}
      format={(value) => `${value}/s`}
      onZoom={() => undefined}
    />,
  )
  expect(html.match(/<path /g)).toHaveLength(2)
  for (const word of ['aria-label="Answers per second"', '2xx', '5xx', '5/s', 'Enter']) expect(html).toContain(word)
})

it('an empty one has axes and no line', () => {
  const html = renderToStaticMarkup(<TimeChart label="Nothing" from={0} stepMs={60_000} lines={[]} format={String} />)
  expect(html).not.toContain('<path')
})

it('a limit that is near is drawn, one far above all values would flatten them', () => {
  const draw = (value: number) =>
    renderToStaticMarkup(
      <TimeChart label="Memory" from={0} stepMs={1000} lines={lines} format={String} limit={{ value, name: 'May use' }} />,
    )
  expect(draw(6)).toContain('stroke-dasharray="6 4"')
  expect(draw(600)).not.toContain('stroke-dasharray="6 4"')
})

it('a small one says in words what it shows', () => {
  expect(renderToStaticMarkup(<Sparkline label="CPU: 12 %" values={[1, 2, 3]} />)).toContain('aria-label="CPU: 12 %"')
})
