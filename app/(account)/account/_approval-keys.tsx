'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { passkeysWork } from '@/app/_lib/passkeys'
import { useTRPC } from '@/app/_lib/trpc'
import { useApproval } from '@/app/_shared/approval'
import { ApprovalKeys } from '@/app/_shared/approval-keys'
import { EnrolKey } from '@/app/_shared/enrol-key'
import { useMe } from '@/app/_shared/me'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Panel } from '@/components/ui/panel'
import { Select } from '@/components/ui/select'
import { toast } from '@/components/ui/toast'
import { WaitingKeys } from './_waiting-keys'

/** Keys that the keep accepts: an administrator's for everything, an owner's for one tenant. Members approve nothing. */
export function MyApprovalKeys() {
  const me = useMe()
  const text = useText()
  const words = text.account
  const approve = useApproval()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const owned = me.memberships.filter((one) => one.role === 'owner')
  const [enrolling, setEnrolling] = useState(false)
  const [tenant, setTenant] = useState(owned[0]?.tenant ?? null)
  const administrator = me.role === 'administrator'
  const nameOf = (id: string) => me.memberships.find((one) => one.tenant === id)?.tenantTitle ?? id
  if (!administrator && owned.length === 0) return null
  const enrolled = (state: 'trusted' | 'waiting', action: string) => {
    setEnrolling(false)
    toast.done(state === 'trusted' ? words.enrolled : words.enrolWaits)
    void queryClient.invalidateQueries({ queryKey: trpc.actions.pathKey() })
    // Whoever has a trusted key already can approve the new one at once.
    if (state === 'waiting' && me.authenticators > 0) approve({ action })
  }
  return (
    <Panel
      title={words.approvalKeys}
      description={administrator ? words.approvalKeysHint : `${words.approvalKeysHint} ${words.enrolNext}`}
      flush
      actions={
        <Button
          icon={<Plus aria-hidden="true" />}
          onClick={() => (passkeysWork() ? setEnrolling(true) : toast.failed(text.auth.signIn.passkeyUnsupported))}
        >
          {words.enrol}
        </Button>
      }
    >
      <WaitingKeys />
      {administrator || owned.length === 1 ? (
        <ApprovalKeys tenant={administrator ? undefined : owned[0]?.tenant} person={me.person} nameOf={nameOf} />
      ) : (
        owned.map((one) => <ApprovalKeys key={one.tenant} tenant={one.tenant} person={me.person} nameOf={nameOf} />)
      )}
      {enrolling && (
        <Dialog
          open
          onOpenChange={setEnrolling}
          title={words.enrolTitle}
          description={administrator ? text.auth.keys.approvalWhy : `${words.enrolWhy} ${words.enrolNext}`}
        >
          <div className="flex flex-col gap-5">
            {!administrator && owned.length > 1 && (
              <Field label={words.enrolFor}>
                {(control) => (
                  <Select
                    {...control}
                    value={tenant}
                    onChange={setTenant}
                    options={owned.map((one) => ({ value: one.tenant, label: one.tenantTitle }))}
                  />
                )}
              </Field>
            )}
            <EnrolKey
              tenant={administrator ? null : tenant}
              secret={administrator ? 'optional' : 'none'}
              onEnrolled={enrolled}
              onCancel={() => setEnrolling(false)}
            />
          </div>
        </Dialog>
      )}
    </Panel>
  )
}
