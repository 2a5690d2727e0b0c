'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Narrowed } from '@/components/ui/narrowed'
import type { Rights } from '@/contracts/rights'
import { VerbBoxes } from './verb-boxes'

interface RightsFieldsProps {
  tenant: string
  value: Rights
  onChange: (value: Rights) => void
}

/** What a member may do: with all services, and with each of them on top of that. */
export function RightsFields({ tenant, value, onChange }: RightsFieldsProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.people.rights
  const services = useQuery(trpc.services.list.queryOptions({ tenant, sort: 'name', limit: 1000 }))
  return (
    <div className="flex flex-col gap-5">
      <VerbBoxes legend={words.all} hint={words.allHint} value={value.all} onChange={(all) => onChange({ ...value, all })} />
      <Narrowed
        label={text.services.title}
        items={services.data?.items ?? []}
        nameOf={({ name }) => name}
        keeps={({ id }) => (value.services[id] ?? []).length > 0}
      >
        {(shown) =>
          shown.map(({ id, name }) => (
            <VerbBoxes
              key={id}
              legend={name}
              value={value.services[id] ?? []}
              given={value.all}
              onChange={(verbs) => onChange({ ...value, services: { ...value.services, [id]: verbs } })}
            />
          ))
        }
      </Narrowed>
    </div>
  )
}
