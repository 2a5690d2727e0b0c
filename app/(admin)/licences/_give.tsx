'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { listStarts } from '@/app/_lib/lists'
import { useTRPC } from '@/app/_lib/trpc'
import { useApproval } from '@/app/_shared/approval'
import { useText } from '@/app/_text/use-text'
import { startOf } from '@/components/table/list-input'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { licencePath, type PoolLicenceView } from '@/contracts/licence'

/** Gives a seat to a service. An administrator's key has to agree. */
export function GiveLicence({ licence, onClose }: { licence: PoolLicenceView; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.licences.give
  const approve = useApproval()
  const [chosen, setChosen] = useState<string>()
  const services = useQuery(trpc.services.list.queryOptions({ ...startOf(listStarts.services), limit: 1000 }))
  const give = useMutation(
    trpc.licences.give.mutationOptions({
      onSuccess: ({ action }) => {
        onClose()
        approve({ action })
      },
    }),
  )
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
          pending={give.isPending}
          disabledReason={chosen === undefined ? words.noService : undefined}
          onClick={() => chosen !== undefined && give.mutate({ licence: licence.id, service: chosen })}
        >
          {words.submit}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={words.service} hint={options.length === 0 && services.isSuccess ? words.none : undefined}>
          {(ids) => <Select {...ids} value={chosen ?? null} onChange={setChosen} options={options} placeholder={words.choose} grows />}
        </Field>
        {give.isError && <ErrorText>{messageOf(give.error, text.common.unavailable)}</ErrorText>}
      </div>
    </Dialog>
  )
}
