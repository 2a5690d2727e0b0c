'use client'

import { paths } from '@/app/_lib/paths'
import { useText } from '@/app/_text/use-text'
import { Panel } from '@/components/ui/panel'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import type { ZoneHealthView } from '@/contracts/views'

/** Whether each zone answers. The panel does: it shows this very page. */
export function ZonesPanel({ zones }: { zones: ZoneHealthView[] }) {
  const text = useText()
  return (
    <Panel title={text.dashboard.zones} className="lg:col-span-2" flush>
      <ul className="divide-y divide-stroke-faint">
        {zones.map(({ zone, state, detail }) => (
          <li key={zone} className="flex min-h-9.5 items-center gap-3 px-4 py-1.5">
            {zone === 'host' ? (
              <span className="text-content-raise">{text.common.zones[zone]}</span>
            ) : (
              <TextLink href={paths.statisticsOfZone(zone)}>{text.common.zones[zone]}</TextLink>
            )}
            <span className="min-w-0 flex-1 truncate text-xs text-content-secondary" title={detail}>
              {zone === 'panel' ? '' : detail}
            </span>
            <StatusBadge status={zone === 'panel' ? 'up' : state} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
