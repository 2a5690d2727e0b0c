'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { IdleFields } from '@/app/_shared/idle-fields'
import { LoadNewer } from '@/app/_shared/load-newer'
import { useMayDo, useMayOwn } from '@/app/_shared/may-own'
import { QueryView } from '@/app/_shared/query-view'
import { useServiceDeeds } from '@/app/_shared/service-deeds'
import { useText } from '@/app/_text/use-text'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { ErrorText } from '@/components/ui/error-text'
import { formatSeconds } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import { toast } from '@/components/ui/toast'
import { type KindDescriptor, settingComplaints } from '@/contracts/kinds'
import { type IdlePolicy, idlePolicy, idleTimes } from '@/contracts/limits'
import type { ServiceView } from '@/contracts/views'
import { ConfigFields, configOf, startOf } from '../../../_parts/config-fields'
import { differs } from '../_differs'
import { useService } from '../_header'
import { useNewest } from '../_newest'
import { Rehearse } from '../_rehearse'

export function ServiceSettings() {
  const trpc = useTRPC()
  const service = useService()
  const kinds = useQuery(trpc.catalogue.kinds.queryOptions())
  return (
    <div className="flex flex-col gap-5">
      <QueryView query={kinds} skeleton={<Skeleton className="h-64 w-full" />}>
        {(data) => {
          const kind = data.find((one) => one.kind === service.kind)
          return kind === undefined ? null : <Config kind={kind} service={service} />
        }}
      </QueryView>
      <Sleep service={service} />
      <Delete service={service} />
    </div>
  )
}

function Config({ kind, service }: { kind: KindDescriptor; service: ServiceView }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.settings
  const may = useMayDo(service.tenant, service.id, 'configure')
  const [begun, setBegun] = useState(service.config)
  const [values, setValues] = useState(() => startOf(kind, service.config))
  const [saved, setSaved] = useState(values)
  const [rehearse, setRehearse] = useState(true)
  const [complain, setComplain] = useState(false)
  useUnsavedGuard(differs(values, saved))
  const update = useMutation(
    trpc.services.update.mutationOptions({
      onSuccess: (_, { config }) => {
        toast.done(words.saved)
        if (config !== undefined) setBegun(config)
      },
    }),
  )
  const newest = useNewest(service.id)
  const load = async () => {
    const { config } = await newest()
    const start = startOf(kind, config)
    setBegun(config)
    setValues(start)
    setSaved(start)
    update.reset()
  }
  return (
    <Panel title={words.config}>
      <form
        noValidate
        className="flex max-w-xl flex-col gap-5"
        onSubmit={async (event) => {
          event.preventDefault()
          const wrong = Object.keys(settingComplaints(kind, values)).length > 0
          setComplain(wrong)
          if (wrong) return
          const config = await configOf(kind, values)
          update.mutate({ service: service.id, config, rehearse, was: { config: begun } }, { onSuccess: () => setSaved(values) })
        }}
      >
        <ConfigFields kind={kind} values={values} onChange={setValues} complain={complain} />
        <Rehearse checked={rehearse} onChange={setRehearse} />
        {update.isError && <ErrorText>{messageOf(update.error, text.common.unavailable)}</ErrorText>}
        <LoadNewer error={update.error} onLoad={load} />
        <div>
          <Button
            type="submit"
            variant="primary"
            pending={update.isPending}
            disabledReason={may ? undefined : text.tenant.services.noRight}
          >
            {text.common.save}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

/** Null: as the plan says. */
const ownIdleOf = ({ ownIdle, idle }: ServiceView): IdlePolicy | null => (ownIdle ? idle : null)

/** When the service sleeps: as the plan says, or at times of its own. */
function Sleep({ service }: { service: ServiceView }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.settings
  const may = useMayDo(service.tenant, service.id, 'configure')
  const [own, setOwn] = useState(service.ownIdle)
  const [begun, setBegun] = useState(ownIdleOf(service))
  const form = useSchemaForm<IdlePolicy, IdlePolicy>(own ? idlePolicy : idleTimes, service.idle)
  useUnsavedGuard(differs(own ? form.watch() : null, begun))
  const errors = useFormErrors(form)
  const update = useMutation(
    trpc.services.update.mutationOptions({
      onSuccess: (_, { idle = begun }) => {
        toast.done(words.saved)
        setBegun(idle)
      },
      onError: errors,
    }),
  )
  const newest = useNewest(service.id)
  const load = async () => {
    const view = await newest()
    setOwn(view.ownIdle)
    setBegun(ownIdleOf(view))
    form.reset(view.idle)
    update.reset()
  }
  const send = (idle: IdlePolicy | null) => update.mutate({ service: service.id, idle, was: { idle: begun } })
  const shown = (seconds: number) => (seconds === 0 ? null : formatSeconds(seconds))
  const { freezeAfterSeconds, stopAfterSeconds } = service.planIdle
  return (
    <Panel title={words.idle} description={words.idleHint}>
      <Form
        form={form}
        onSubmit={(values) => send(own ? values : null)}
        submitLabel={words.saveIdle}
        pending={update.isPending}
        error={undefined}
        disabledReason={may ? undefined : text.tenant.services.noRight}
      >
        <Checkbox
          checked={!own}
          onChange={(asPlan) => {
            setOwn(!asPlan)
            if (asPlan) form.reset(service.planIdle)
          }}
          label={words.idleAsPlan}
          hint={text.common.idle.both(shown(freezeAfterSeconds), shown(stopAfterSeconds))}
        />
        {own && (
          <div className="grid gap-5 sm:grid-cols-2">
            <IdleFields control={form.control} freeze="freezeAfterSeconds" stop="stopAfterSeconds" />
          </div>
        )}
        <LoadNewer error={update.error} onLoad={load} />
      </Form>
    </Panel>
  )
}

function Delete({ service }: { service: ServiceView }) {
  const router = useRouter()
  const text = useText()
  const words = text.tenant.settings
  const mayOwn = useMayOwn(service.tenant)
  const { askDelete, dialogs } = useServiceDeeds({ onDeleting: () => router.push(paths.own.services(service.tenant)) })
  return (
    <Panel title={words.dangerTitle}>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="text-content-secondary">{words.dangerText}</p>
        <Button variant="danger" disabledReason={mayOwn ? undefined : text.tenant.services.noOwn} onClick={() => askDelete(service)}>
          {words.delete}
        </Button>
      </div>
      {dialogs}
    </Panel>
  )
}
