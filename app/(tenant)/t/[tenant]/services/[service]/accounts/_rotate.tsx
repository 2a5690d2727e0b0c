'use client'

import { useMutation } from '@tanstack/react-query'
import { messageOf } from '@/app/_lib/errors'
import { useText } from '@/app/_text/use-text'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'

/** How an account of a list gets new passwords. */
export interface Rotation<T> {
  label: string
  title: (row: T) => string
  text: (row: T) => string
  disabledReason?: (row: T) => string | undefined
  run: (row: T) => Promise<void>
}

/** Says whose password stops before it does. */
export function RotateDialog<T>({ rotation, row, onClose }: { rotation: Rotation<T>; row: T; onClose: () => void }) {
  const text = useText().common
  const rotate = useMutation({ mutationFn: () => rotation.run(row), onSuccess: onClose })
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={rotation.title(row)}
      consequence={rotation.text(row)}
      confirmLabel={rotation.label}
      pending={rotate.isPending}
      error={rotate.isError ? messageOf(rotate.error, text.unavailable) : undefined}
      onConfirm={() => rotate.mutate()}
    />
  )
}
