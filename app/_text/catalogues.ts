import { en } from './en'

export type Text = typeof en

/** Every language that the panel speaks; a language that lacks a text does not compile. */
export const catalogues = { en } satisfies Record<string, Text>
export type Locale = keyof typeof catalogues

export const localeCookie = 'locale'
export const readLocale = (value: string | undefined): Locale =>
  value !== undefined && Object.hasOwn(catalogues, value) ? (value as Locale) : 'en'
