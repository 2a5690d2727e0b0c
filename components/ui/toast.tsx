'use client'

import { Toast as Base } from '@base-ui/react/toast'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/components/class-names'
import { useComponentText } from '@/components/text'
import { buttonStyle } from './button-style'

const manager = Base.createToastManager()

/** Says in passing that something was done. Forms and dialogs show their errors themselves. */
export const toast = {
  done: (title: string, description?: string) => manager.add({ title, description, type: 'done' }),
  failed: (title: string, description?: string) => manager.add({ title, description, type: 'failed', priority: 'high', timeout: 10_000 }),
}

function Toasts() {
  const text = useComponentText()
  const { toasts } = Base.useToastManager()
  return toasts.map((item) => (
    <Base.Root
      key={item.id}
      toast={item}
      className="mt-2 rounded-lg border border-stroke bg-surface-overlay shadow-floating transition duration-150 data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Base.Content className="flex items-start gap-2.5 py-3 pr-2 pl-4">
        {item.type === 'failed' ? (
          <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-content-bad" />
        ) : (
          <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-content-good" />
        )}
        <div className="min-w-0 flex-1 break-words">
          <Base.Title className="font-medium text-content-raise" />
          <Base.Description className="text-content-secondary" />
        </div>
        <Base.Close aria-label={text.close} className={cn(buttonStyle('ghost', 'sm', true), '-my-1.5')}>
          <X aria-hidden="true" />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ))
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const text = useComponentText()
  return (
    <Base.Provider toastManager={manager} timeout={5_000}>
      {children}
      <Base.Portal>
        <Base.Viewport
          aria-label={text.notifications}
          className="fixed right-4 bottom-4 z-(--layer-toast) flex w-[calc(100vw-2rem)] max-w-sm flex-col"
        >
          <Toasts />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}
