/** The browser of the stories: a package of the system, or Playwright's own where the system has none as a package (Ubuntu). */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../build/repository.mjs'
import { ensurePackages } from '../up/packages.mjs'
import { run } from '../up/run.mjs'

export const systemBrowser = () => ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path))

const playwright = (...argv) => [process.execPath, join(repository, 'node_modules/@playwright/test/cli.js'), ...argv]

/** Libraries that Playwright's Chromium needs, in the words of its own list for this system. */
async function neededLibraries() {
  const { stdout } = await run(playwright('install-deps', '--dry-run', 'chromium'))
  return /--no-install-recommends ([a-z0-9.+ -]+)/.exec(stdout)?.[1].trim().split(/\s+/) ?? []
}

export async function ensureBrowser() {
  const found = systemBrowser()
  if (found !== undefined) return found
  try {
    await ensurePackages(await neededLibraries())
    await run(playwright('install', 'chromium'), { timeoutMs: 600_000 })
    return "Playwright's own"
  } catch (error) {
    throw new Error(
      `There is no browser for the stories, and Playwright's own cannot be fetched. Install Chromium or Google Chrome as a package, or let "npx playwright install chromium" work.\n${error.message}`,
    )
  }
}
