'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { createContext, type ReactNode, use, useState } from 'react'
import superjson from 'superjson'
import * as z from 'zod'
import type { Locale } from '@/app/_text/catalogues'
import { TextProvider } from '@/app/_text/use-text'
import { PaletteProvider } from '@/components/shell/palette-context'
import { ToastProvider } from '@/components/ui/toast'
import { TooltipProvider } from '@/components/ui/tooltip'
import { maxBatchSize } from '@/contracts/api'
import type { AppRouter } from '@/server/trpc/root'
import { onceLink } from './once'
import { paths } from './paths'
import { makeQueryClient } from './query-client'
import { TRPCProvider } from './trpc'

// Without this zod tries `new Function`, which the content security policy reports as a violation.
z.config({ jitless: true })

const NonceContext = createContext('')
/** The nonce of this page's content security policy, for editors and the like that add style elements. */
export const useNonce = (): string => use(NonceContext)

const makeClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      onceLink(),
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: paths.api.trpc, transformer: superjson }),
        false: httpBatchLink({ url: paths.api.trpc, transformer: superjson, maxURLLength: 4_000, maxItems: maxBatchSize }),
      }),
    ],
  })

export function Providers({ nonce, locale, children }: { nonce: string; locale: Locale; children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient)
  const [client] = useState(makeClient)
  return (
    <CSPProvider nonce={nonce}>
      <NonceContext value={nonce}>
        <TextProvider locale={locale}>
          <QueryClientProvider client={queryClient}>
            <TRPCProvider trpcClient={client} queryClient={queryClient}>
              <TooltipProvider>
                <ToastProvider>
                  <PaletteProvider>{children}</PaletteProvider>
                </ToastProvider>
              </TooltipProvider>
            </TRPCProvider>
          </QueryClientProvider>
        </TextProvider>
      </NonceContext>
    </CSPProvider>
  )
}
