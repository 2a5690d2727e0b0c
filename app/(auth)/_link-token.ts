'use client'

import { useEffect, useRef, useState } from 'react'
import { tokenOfHash } from '@/contracts/links'

/**
 * The token of a one-time link, once: undefined before the page has looked, null when the address has none. It is used once and has no
 * business in the history, so the address becomes `path`.
 */
export function useLinkToken(path: string, onToken: (token: string) => void): string | null | undefined {
  const [token, setToken] = useState<string | null>()
  const looked = useRef(false)
  useEffect(() => {
    if (looked.current) return
    looked.current = true
    const found = tokenOfHash(window.location.hash)
    setToken(found)
    window.history.replaceState(null, '', path)
    if (found !== null) onToken(found)
  }, [path, onToken])
  return token
}
