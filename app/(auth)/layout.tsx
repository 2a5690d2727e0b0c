import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { serverText } from '@/app/_text/server-text'
import { Logo } from '@/components/shell/logo'
import { readTheme, themeCookie } from '@/components/shell/theme'
import { ThemeSwitch } from '@/components/shell/theme-switch'

/** One narrow column in the middle: pages for people who are not signed in yet. */
export default async function AuthLayout({ children }: { children: ReactNode }) {
  const text = (await serverText()).common
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 py-8">
      <main id="content" className="my-auto w-full max-w-md">
        <div className="mb-6 flex items-center justify-center gap-2 text-lg font-semibold tracking-tight text-content-raise">
          <Logo />
          {text.product}
        </div>
        {children}
      </main>
      <footer className="mt-8">
        <ThemeSwitch initial={readTheme((await cookies()).get(themeCookie)?.value)} />
      </footer>
    </div>
  )
}
