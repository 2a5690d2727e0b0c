'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/** False in the server's HTML and until the page listens: a click or a submission before that would be lost, or worse, go its native way. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
