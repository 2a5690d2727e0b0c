'use client'

import { type ReactNode, useState } from 'react'
import { useComponentText } from '@/components/text'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'

interface UnsavedClose {
  /** Instead of `onClose`: asks first when something was typed. */
  close: () => void
  /** Has to be rendered inside the window that it guards. */
  question: ReactNode
}

/** A window with a form asks before what was typed is thrown away. */
export function useUnsavedClose(dirty: boolean, onClose: () => void): UnsavedClose {
  const text = useComponentText()
  const [asking, setAsking] = useState(false)
  return {
    close: () => (dirty ? setAsking(true) : onClose()),
    question: (
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={text.unsavedTitle}
        consequence={text.unsavedText}
        confirmLabel={text.unsavedLeave}
        keepLabel={text.unsavedStay}
        pending={false}
        error={undefined}
        onConfirm={onClose}
      />
    ),
  }
}
