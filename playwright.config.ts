import { defineConfig } from '@playwright/test'
import { systemBrowser } from './scripts/test/browser.mjs'

/** Without a browser of the system, what Playwright itself has installed. */
const browser = systemBrowser()
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** Chromium's sandbox does not start as root. */
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** Stories in Chromium against the running installation. One at a time: they share one machine. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/stories',
  workers: 1,
  // Generous: a machine with two cores runs browser, panel, engine and everything else at once. A story that fails once is told as flaky.
  timeout: 300_000,
  expect: { timeout: 40_000 },
  retries: process.env.CI === undefined ? 0 : 1,
  forbidOnly: true,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: { ...(browser !== undefined && { executablePath: browser }), args: [...quiet, ...sandbox] },
  },
})
