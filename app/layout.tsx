import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { readTheme, themeClass, themeCookie } from '@/components/shell/theme'
import { Providers } from './_lib/providers'
import { localeCookie, readLocale } from './_text/catalogues'
import './globals.css'

export const metadata: Metadata = { title: { template: '%s · Reeve', default: 'Reeve' }, robots: { index: false, follow: false } }
export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

export default async function RootLayout({ children }: { children: ReactNode }) {
  // The nonce of the content security policy is another one for each request: nothing may be rendered ahead.
  await connection()
  const jar = await cookies()
  const locale = readLocale(jar.get(localeCookie)?.value)
  const nonce = (await headers()).get('x-nonce') ?? ''
  return (
    <html
      lang={locale}
      className={`${GeistSans.variable} ${GeistMono.variable} ${themeClass(readTheme(jar.get(themeCookie)?.value))}`}
      suppressHydrationWarning
    >
      <body className="font-sans">
        <Providers nonce={nonce} locale={locale}>
          {children}
        </Providers>
      </body>
    </html>
  )
}
