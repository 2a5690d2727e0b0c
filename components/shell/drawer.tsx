'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { MenuIcon, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useComponentText } from '@/components/text'
import { buttonStyle } from '@/components/ui/button-style'

/** The sidebar on narrow screens: behind a button, over the page. `children` gets what closes it. */
export function Drawer({ label, children }: { label: string; children: (close: () => void) => ReactNode }) {
  const text = useComponentText()
  const [open, setOpen] = useState(false)
  return (
    <Base.Root open={open} onOpenChange={setOpen}>
      <Base.Trigger aria-label={text.openMenu} className={buttonStyle('ghost', 'md', true, 'lg:hidden')}>
        <MenuIcon aria-hidden="true" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-(--layer-drawer) bg-surface-backdrop transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          aria-label={label}
          className="fixed inset-y-0 left-0 z-(--layer-drawer) flex w-72 max-w-[85vw] flex-col overflow-y-auto border-r border-stroke bg-surface-raised transition-transform duration-150 data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
        >
          <div className="flex justify-end p-2">
            <Base.Close aria-label={text.closeMenu} className={buttonStyle('ghost', 'md', true)}>
              <X aria-hidden="true" />
            </Base.Close>
          </div>
          {children(() => setOpen(false))}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
