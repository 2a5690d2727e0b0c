import type { Metadata, Viewport } from 'next'
import localFont from 'next/font/local'
import { cookies, headers } from 'next/headers'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { readTheme, themeClass, themeCookie } from '@/components/shell/theme'
import { Providers } from './_lib/providers'
import { localeCookie, readLocale } from './_text/catalogues'
import './globals.css'

const sans = localFont({
  src: '../node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2',
  variable: '--font-geist-sans',
  weight: '100 900',
})
const mono = localFont({
  src: '../node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2',
  variable: '--font-geist-mono',
  weight: '100 900',
})

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
      className={`${sans.variable} ${mono.variable} ${themeClass(readTheme(jar.get(themeCookie)?.value))}`}
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
