'use client'

import { useText } from '@/app/_text/use-text'
import { Panel } from '@/components/ui/panel'
import { StatusBadge } from '@/components/ui/status-badge'
import type { ZoneHealthView } from '@/contracts/views'

/** Whether each zone answers. */
export function ZonesPanel({ zones }: { zones: ZoneHealthView[] }) {
  const text = useText()
  return (
    <Panel title={text.dashboard.zones} className="lg:col-span-2" flush>
      <ul className="divide-y divide-stroke-faint">
        {zones.map((zone) => (
          <li key={zone.zone} className="flex min-h-9.5 items-center gap-3 px-4 py-1.5">
            <span className="text-content-raise">{text.common.zones[zone.zone]}</span>
            <span className="min-w-0 flex-1 truncate text-xs text-content-secondary" title={zone.detail}>
              {zone.detail}
            </span>
            <StatusBadge status={zone.state} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
