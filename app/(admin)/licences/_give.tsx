'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listStarts } from '@/app/_lib/lists'
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc'
import { useAsked } from '@/app/_shared/asked'
import { useText } from '@/app/_text/use-text'
import { startOf } from '@/components/table/list-input'
import { SearchBox } from '@/components/table/search-box'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { toast } from '@/components/ui/toast'
import { licencePath, type PoolLicenceView } from '@/contracts/licence'

const shown = 50

/** Gives a seat to a service, found by its name. */
export function GiveLicence({ licence, onClose }: { licence: PoolLicenceView; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const words = useText().licences.give
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<{ value: string; label: string }>()
  const services = useQuery({
    ...trpc.services.list.queryOptions({ ...startOf(listStarts.services), search, limit: shown }),
    placeholderData: keepPreviousData,
  })
  const { pending, failure, ask } = useAsked(() => {
    toast.done(words.done(chosen?.label ?? ''))
    onClose()
  })
  const options = (services.data?.items ?? [])
    .filter(({ id }) => !licence.seatsUsed.some((seat) => seat.service === id))
    .map(({ id, tenantName, name, kindTitle }) => ({ value: id, label: `${tenantName}/${name}`, hint: kindTitle }))
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.title(licence.title)}
      description={words.text(licencePath(licence.name))}
      actions={
        <Button
          variant="primary"
          pending={pending}
          disabledReason={chosen === undefined ? words.noService : undefined}
          onClick={() => chosen !== undefined && ask(() => client.licences.give.mutate({ licence: licence.id, service: chosen.value }))}
        >
          {words.submit}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <SearchBox label={words.search} value={search} onChange={setSearch} />
        <Field label={words.service} hint={options.length === 0 && services.isSuccess ? words.none : undefined}>
          {(ids) => (
            <Select
              {...ids}
              value={chosen?.value ?? null}
              onChange={(value) => setChosen(options.find((option) => option.value === value))}
              options={options}
              placeholder={words.choose}
            />
          )}
        </Field>
        {failure !== undefined && <ErrorText>{failure}</ErrorText>}
      </div>
    </Dialog>
  )
}
