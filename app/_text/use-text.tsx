'use client'

import { createContext, type ReactNode, use } from 'react'
import { ComponentTextProvider } from '@/components/text'
import { catalogues, type Locale, type Text } from './catalogues'

const Context = createContext<Text>(catalogues.en)

export const TextProvider = ({ locale, children }: { locale: Locale; children: ReactNode }) => (
  <Context value={catalogues[locale]}>
    <ComponentTextProvider text={catalogues[locale].components}>{children}</ComponentTextProvider>
  </Context>
)

/** The texts of the person's language: `const text = useText().tenants`. */
export const useText = (): Text => use(Context)
