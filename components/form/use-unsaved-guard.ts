'use client'

import { useEffect } from 'react'
import { useComponentText } from '@/components/text'
import { watchLeaving } from './leaving'

/** What of this page would be lost, each with its question. However much it is, one question is asked. */
const unsaved = new Map<object, string>()
let unwatch = () => {}

/** Whether the page may be left: asks when something on it is unsaved. For ways out that are no links. */
export function mayLeavePage(): boolean {
  const [question] = unsaved.values()
  return question === undefined || window.confirm(question)
}

/** While `dirty`, it is asked before the page is left: by a link, a tab or Back, and by the browser when it is closed or reloaded. */
export function useUnsavedGuard(dirty: boolean, ask?: string): void {
  const { unsavedTitle, unsavedText } = useComponentText()
  const question = ask ?? `${unsavedTitle} ${unsavedText}`
  useEffect(() => {
    if (!dirty) return
    const key = {}
    unsaved.set(key, question)
    if (unsaved.size === 1) unwatch = watchLeaving(window, mayLeavePage)
    return () => {
      unsaved.delete(key)
      if (unsaved.size === 0) unwatch()
    }
  }, [dirty, question])
}
