'use client'

import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement } from 'react'

/** Says more about one focusable element, on hover and focus. Never the only place of something that must be known. */
export const Tooltip = ({ text, children }: { text: string; children: ReactElement }) => (
  <Base.Root>
    <Base.Trigger render={children} />
    <Base.Portal>
      <Base.Positioner sideOffset={6} className="z-(--layer-popup)">
        <Base.Popup className="max-w-72 rounded-md border border-stroke bg-surface-overlay px-2 py-1 text-xs text-content shadow-floating">
          {text}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)

export const TooltipProvider = Base.Provider
