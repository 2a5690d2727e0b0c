'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter, useSearchParams } from 'next/navigation'
import { listStarts } from '@/app/_lib/lists'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { Firewall } from '@/app/_shared/firewall/firewall'
import { useMe } from '@/app/_shared/me'
import { useText } from '@/app/_text/use-text'
import { startOf } from '@/components/table/list-input'
import { PageHeader } from '@/components/ui/page-header'
import { Select } from '@/components/ui/select'

const everything = 'global'

/** Global rules, or those that the tenants of a plan have. The plan stands in the address. */
export function AdminFirewall() {
  const trpc = useTRPC()
  const { firewall: text, tenant } = useText()
  const locked = useMe().role === 'administrator' ? undefined : tenant.services.looking
  const router = useRouter()
  const plan = useSearchParams().get('plan') ?? undefined
  const plans = useQuery(trpc.plans.list.queryOptions({ ...startOf(listStarts.plans), limit: 1000 }))
  const options = [
    { value: everything, label: text.globalList },
    ...(plans.data?.items ?? []).map(({ id, name }) => ({ value: id, label: text.planList(name) })),
  ]
  const choose = (value: string) => router.push(value === everything ? paths.firewall : paths.firewallOf(value))
  return (
    <>
      <PageHeader
        title={text.title}
        description={text.description}
        actions={
          <Select aria-label={text.list} size="sm" className="w-64" value={plan ?? everything} onChange={choose} options={options} />
        }
      />
      <Firewall key={plan ?? everything} whose={plan === undefined ? {} : { plan }} locked={locked} />
    </>
  )
}
