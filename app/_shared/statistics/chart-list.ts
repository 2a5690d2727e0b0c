import type { Text } from '@/app/_text/catalogues'
import type { LineTone } from '@/components/charts/time-chart'
import { formatBytes, formatMilliseconds } from '@/components/ui/format'
import { formatNumber } from '@/contracts/number'
import { type Metric, type MetricSpec, metricSpecs } from '@/contracts/statistics'

export type ChartId = Exclude<keyof Text['statistics']['charts'], 'wakes' | 'wakeTimes'>

interface ChartSpec {
  id: ChartId
  lines: readonly (readonly [Metric, LineTone])[]
}

const used: readonly ChartSpec[] = [
  { id: 'cpu', lines: [['cpu', 'accent']] },
  { id: 'memory', lines: [['memory', 'accent']] },
]
const visited: readonly ChartSpec[] = [
  {
    id: 'requests',
    lines: [
      ['answers2xx', 'good'],
      ['answers3xx', 'info'],
      ['answers4xx', 'warn'],
      ['answers5xx', 'bad'],
      ['held', 'neutral'],
    ],
  },
  {
    id: 'answerTimes',
    lines: [
      ['answerMedian', 'accent'],
      ['answerP95', 'warn'],
    ],
  },
  {
    id: 'traffic',
    lines: [
      ['trafficIn', 'info'],
      ['trafficOut', 'accent'],
    ],
  },
  { id: 'connections', lines: [['connections', 'accent']] },
]
const inside: readonly ChartSpec[] = [
  { id: 'disk', lines: [['disk', 'accent']] },
  {
    id: 'io',
    lines: [
      ['diskRead', 'info'],
      ['diskWrite', 'accent'],
    ],
  },
  {
    id: 'network',
    lines: [
      ['networkIn', 'info'],
      ['networkOut', 'accent'],
    ],
  },
  { id: 'processes', lines: [['processes', 'accent']] },
]
const zone = [...used, ...inside.filter(({ id }) => id !== 'disk')]

/** Which charts each page has, in their order. */
export const chartLists = {
  service: [...used, ...visited, ...inside],
  tenant: [...used, ...visited, ...inside, { id: 'running', lines: [['running', 'accent']] }],
  machine: [
    { id: 'load', lines: [['load', 'accent']] },
    { id: 'memoryUsed', lines: [['memoryUsed', 'accent']] },
    { id: 'poolUsed', lines: [['poolUsed', 'accent']] },
    { id: 'running', lines: [['running', 'accent']] },
    ...used,
    ...visited,
    ...inside.filter(({ id }) => id !== 'disk' && id !== 'processes'),
  ],
  zone,
} as const satisfies Record<string, readonly ChartSpec[]>
export type ChartListName = keyof typeof chartLists

export const metricsOf = (list: ChartListName): Metric[] => [
  ...new Set(chartLists[list].flatMap(({ lines }) => lines.map(([metric]) => metric))),
]

/** A value in the unit of its metric. */
export function formatsOf(text: Text['statistics']): Record<MetricSpec['unit'], (value: number) => string> {
  return {
    cores: (value) => text.cpuUnit(formatNumber(value)),
    bytes: formatBytes,
    bytesPerSecond: (value) => text.perSecond(formatBytes(value)),
    perSecond: (value) => text.perSecond(formatNumber(value)),
    count: formatNumber,
    milliseconds: formatMilliseconds,
  }
}

export const unitOf = ({ lines }: ChartSpec): MetricSpec['unit'] => metricSpecs[lines[0]?.[0] ?? 'cpu'].unit
