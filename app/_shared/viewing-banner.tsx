'use client'

import { useMutation } from '@tanstack/react-query'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { useMe } from './me'

/** Over every page while somebody looks at a tenant as support. */
export function ViewingBanner() {
  const trpc = useTRPC()
  const text = useText()
  const words = text.support
  const { viewing } = useMe()
  const end = useMutation(
    trpc.support.end.mutationOptions({
      // A full load, so that nothing of the tenant stays in memory.
      onSuccess: () => window.location.assign(paths.tenants),
      onError: (error) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  if (viewing === null) return null
  return (
    <Notice
      tone="warn"
      title={words.banner(viewing.tenantTitle)}
      className="mb-5"
      actions={
        <Button pending={end.isPending} onClick={() => end.mutate()}>
          {words.end}
        </Button>
      }
    >
      <p>
        {words.bannerText(viewing.reason)} {words.until} <Time at={viewing.until} />.
      </p>
    </Notice>
  )
}
