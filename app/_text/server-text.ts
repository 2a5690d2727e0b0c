import 'server-only'
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { catalogues, localeCookie, readLocale, type Text } from './catalogues'

/** The texts of the person's language, on the server. */
export const serverText = async (): Promise<Text> => catalogues[readLocale((await cookies()).get(localeCookie)?.value)]

/** `export const generateMetadata = titleOf((text) => text.tenants.title)`: the title of a page's window. */
export const titleOf = (choose: (text: Text) => string) => async (): Promise<Metadata> => ({ title: choose(await serverText()) })
