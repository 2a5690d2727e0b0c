'use client'

import { useState } from 'react'
import { codeOf } from '@/app/_lib/errors'

interface PasswordAsked {
  /** Whether the backend wants the password: it says so when the sign-in is a while ago. */
  asked: boolean
  /** Part of a mutation's `onError`. */
  onError: (error: unknown) => void
}

/** For what would outlast the session, such as a new key. A fresh session is asked for nothing. */
export function usePasswordAsked(): PasswordAsked {
  const [asked, setAsked] = useState(false)
  return { asked, onError: (error) => codeOf(error) === 'password_needed' && setAsked(true) }
}

/** The password as the backend takes it: left out when none was written. */
export const withPassword = (password: string): { password?: string } => (password === '' ? {} : { password })
