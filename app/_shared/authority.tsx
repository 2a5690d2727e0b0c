'use client'

import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { buttonStyle } from '@/components/ui/button-style'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import { useMe } from './me'
import { QueryView } from './query-view'

/** The gate's own CA, to download and trust. */
export function AuthorityPanel({ className }: { className?: string }) {
  const trpc = useTRPC()
  const text = useText().common.authority
  const administrator = useMe().role === 'administrator'
  const query = useQuery(trpc.trust.authority.queryOptions())
  return (
    <Panel title={text.title} description={text.how} className={className}>
      <QueryView query={query} skeleton={<Skeleton className="h-8 w-64" />}>
        {({ certificate, fingerprint }) => (
          <div className="flex flex-col items-start gap-3">
            <a
              href={`data:application/x-x509-ca-cert,${encodeURIComponent(certificate)}`}
              download="reeve-ca.crt"
              className={buttonStyle('secondary', 'sm', false)}
            >
              <Download />
              {text.download}
            </a>
            <p className="text-xs text-content-secondary">
              {administrator ? text.fingerprint : text.fingerprintOwn} <code className="break-all">{fingerprint}</code>
            </p>
          </div>
        )}
      </QueryView>
    </Panel>
  )
}
