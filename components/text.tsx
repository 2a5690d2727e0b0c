'use client'

import { createContext, type ReactNode, use } from 'react'
import { formatNumber } from '@/contracts/number'

/** Words that the components themselves say. The app's catalogue of the person's language gives them through `ComponentTextProvider`. */
export const componentText = {
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  optional: 'optional',
  loading: 'Loading',
  retry: 'Try again',
  search: 'Search',
  clearSearch: 'Clear the search',
  actionsOf: (name: string) => `Actions for ${name}`,
  sortBy: (column: string) => `Sort by ${column}`,
  previousPage: 'Previous page',
  nextPage: 'Next page',
  range: (from: number, to: number, total: number) => `${formatNumber(from)} to ${formatNumber(to)} of ${formatNumber(total)}`,
  noMatch: 'Nothing matches the search.',
  loadFailed: 'The list did not load.',
  stale: 'This list may be old.',
  failed: 'This did not load.',
  typeName: (name: string) => `Type ${name} to confirm`,
  lost: 'What will be lost',
  approveTitle: 'Approve this action',
  approveHow: 'Your passkey signs exactly these words. The keep checks the signature, whatever else in the panel says.',
  approveButton: 'Approve with passkey',
  approveNoKey: 'You have no key that may approve this. Enrol one on your account page; the action waits until then.',
  approveEnrol: 'Open account page',
  approveConsequence: 'What happens',
  never: 'never',
  now: 'now',
  chartTable: 'Show the numbers',
  chartHide: 'Hide the numbers',
  chartTime: 'Time',
  chartKeys: 'Arrow keys move over the values.',
  chartKeysZoom: 'Arrow keys move over the values, with Shift they choose a stretch of time, Enter looks closer, Escape gives up.',
  skipToContent: 'Skip to content',
  openMenu: 'Open menu',
  closeMenu: 'Close menu',
  theme: 'Theme',
  themeLight: 'Light',
  themeDark: 'Dark',
  themeSystem: 'As the system',
  live: { on: 'Live updates are on', off: 'Live updates are off; reconnecting' },
  palette: 'Command palette',
  paletteHint: 'Find a page or an action',
  paletteNone: 'Nothing found.',
  notifications: 'Notifications',
  switchTenant: 'Switch tenant',
  unsavedTitle: 'Discard what you typed?',
  unsavedText: 'It was not saved.',
  unsavedLeave: 'Discard',
  unsavedStay: 'Keep editing',
  status: {
    running: 'running',
    frozen: 'frozen',
    stopped: 'stopped',
    starting: 'starting',
    stopping: 'stopping',
    absent: 'absent',
    error: 'error',
    pending: 'pending',
    active: 'active',
    suspended: 'suspended',
    failed: 'failed',
    deleting: 'deleting',
    awaiting_approval: 'awaiting approval',
    done: 'done',
    refused: 'refused',
    expired: 'expired',
    cancelled: 'cancelled',
    up: 'up',
    down: 'down',
    unknown: 'unknown',
  },
}

export type ComponentText = typeof componentText

const Context = createContext<ComponentText>(componentText)

export const ComponentTextProvider = ({ text, children }: { text: ComponentText; children: ReactNode }) => (
  <Context value={text}>{children}</Context>
)

export const useComponentText = (): ComponentText => use(Context)
