import { windowText } from '@/contracts/patch-windows'
import type { PatchWindow } from '@/contracts/patches'

/** Windows, one a line. */
export const WindowsText = ({ windows, none }: { windows: readonly PatchWindow[]; none: string }) =>
  windows.length === 0 ? (
    none
  ) : (
    <ul>
      {windows.map((window) => (
        <li key={windowText(window)}>{windowText(window)}</li>
      ))}
    </ul>
  )
