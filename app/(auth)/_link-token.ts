'use client'

import { useEffect, useRef, useState } from 'react'
import { tokenOfHash } from '@/contracts/links'

/** Takes the token out of the address, which becomes `path`: it is used once and has no business in the history. Null when there is none. */
export function takeToken({ location, history }: Pick<Window, 'location' | 'history'>, path: string): string | null {
  const token = tokenOfHash(location.hash)
  history.replaceState(null, '', path)
  return token
}

/**
 * The token of a one-time link: undefined before the page has looked, null when the address has none. `onToken` hears of each token once; a
 * second link opened in the same tab changes nothing but the hash.
 */
export function useLinkToken(path: string, onToken: (token: string) => void): string | null | undefined {
  const [token, setToken] = useState<string | null>()
  const looked = useRef(false)
  useEffect(() => {
    const look = () => {
      const found = takeToken(window, path)
      // A hash that is no token leaves the link that was opened before.
      setToken((before) => found ?? before ?? null)
      if (found !== null) onToken(found)
    }
    if (!looked.current) look()
    looked.current = true
    window.addEventListener('hashchange', look)
    return () => window.removeEventListener('hashchange', look)
  }, [path, onToken])
  return token
}
