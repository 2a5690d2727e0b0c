'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { useService } from './_header'

/** Licences that the service has, and where its programs find the keys. Nothing where it has none. */
export function ServiceLicences() {
  const trpc = useTRPC()
  const service = useService()
  const words = useText().licences.service
  const query = useQuery(trpc.licences.ofService.queryOptions({ service: service.id }))
  if (query.data === undefined || query.data.length === 0) return null
  return (
    <Panel title={words.title} description={words.hint} flush>
      <Properties
        items={query.data.map(({ title, vendor, path, expires }) => ({
          label: title,
          value: (
            <span className="flex flex-wrap items-baseline gap-x-3">
              <code className="font-mono text-xs break-all">{path}</code>
              <span className="text-content-secondary">{vendor}</span>
              {expires !== null && <span className="text-content-secondary">{words.until(expires)}</span>}
            </span>
          ),
        }))}
      />
    </Panel>
  )
}
