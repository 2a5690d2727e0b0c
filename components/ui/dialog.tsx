'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { cn } from '@/components/class-names'
import { useComponentText } from '@/components/text'
import { buttonStyle } from './button-style'

interface DialogProps {
  open: boolean
  /** Without it nothing but its own buttons closes it: for what is shown once. */
  onOpenChange?: ((open: boolean) => void) | undefined
  title: string
  description?: ReactNode
  /** Buttons, the safe one first. */
  actions?: ReactNode
  /** `side` slides in at the right (short edits), `center` is for questions. */
  placement?: 'center' | 'side'
  className?: string
  children?: ReactNode
}

const places = {
  center:
    'm-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg rounded-lg border data-ending-style:scale-98 data-starting-style:scale-98',
  side: 'ml-auto h-dvh w-screen max-w-lg border-l data-ending-style:translate-x-4 data-starting-style:translate-x-4',
}

/** Where writing begins. */
const firstField = 'input:not([type=hidden]), textarea, [role=combobox]'

/** A modal window. Focus goes to its first field when it opens, else to its first button, and back when it closes; Escape closes. */
export function Dialog({ open, onOpenChange, title, description, actions, placement = 'center', className, children }: DialogProps) {
  const text = useComponentText()
  const body = useRef<HTMLDivElement>(null)
  const buttons = useRef<HTMLElement>(null)
  return (
    <Base.Root
      open={open}
      onOpenChange={(next, details) => (onOpenChange === undefined ? details.cancel() : onOpenChange(next))}
      disablePointerDismissal={onOpenChange === undefined}
    >
      <Base.Portal>
        <Base.Backdrop
          // A question over a window dims it too.
          forceRender
          className="fixed inset-0 z-(--layer-dialog) bg-surface-backdrop transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0"
        />
        <Base.Viewport className="fixed inset-0 z-(--layer-dialog) flex">
          <Base.Popup
            initialFocus={() =>
              body.current?.querySelector<HTMLElement>(firstField) ?? buttons.current?.querySelector<HTMLElement>('button, a') ?? true
            }
            className={cn(
              'flex flex-col border-stroke bg-surface-overlay shadow-floating transition duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0',
              places[placement],
              className,
            )}
          >
            <header className="flex items-start gap-4 border-b border-stroke-faint px-5 pt-4 pb-3">
              <div className="min-w-0 flex-1">
                <Base.Title className="text-base font-semibold text-content-raise">{title}</Base.Title>
                {description !== undefined && <Base.Description className="mt-1 text-content-secondary">{description}</Base.Description>}
              </div>
              {onOpenChange !== undefined && (
                <Base.Close aria-label={text.close} className={buttonStyle('ghost', 'sm', true, '-mt-1 -mr-2')}>
                  <X aria-hidden="true" />
                </Base.Close>
              )}
            </header>
            {children !== undefined && (
              <div ref={body} className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
                {children}
              </div>
            )}
            {actions !== undefined && (
              <footer ref={buttons} className="flex flex-wrap justify-end gap-2 border-t border-stroke-faint px-5 py-3">
                {actions}
              </footer>
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
