import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { NextConfig } from 'next'

const headers = [
  { key: 'x-content-type-options', value: 'nosniff' },
  { key: 'referrer-policy', value: 'same-origin' },
  { key: 'x-frame-options', value: 'DENY' },
  { key: 'cross-origin-opener-policy', value: 'same-origin' },
  { key: 'cross-origin-resource-policy', value: 'same-origin' },
  { key: 'permissions-policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()' },
]

/** The content security policy is in proxy.ts, since it has a nonce for each request. */
const config: NextConfig = {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  devIndicators: false,
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true, tsconfigPath: 'tsconfig.json' },
  allowedDevOrigins: ['localhost', '127.0.0.1'],
  outputFileTracingRoot: dirname(fileURLToPath(import.meta.url)),
  outputFileTracingExcludes: { '**/*': ['node_modules/@img/**/*', 'node_modules/sharp/**/*', 'node_modules/typescript/**/*'] },
  headers: async () => [{ source: '/:path*', headers }],
}

export default config
