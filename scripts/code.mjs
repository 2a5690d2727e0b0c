#!/usr/bin/env node
/** Which version lies in the checkout, and whether it has other code than what `up` last put into the zones. The host agent runs it; one line of JSON. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { areBundled } from './build/bundles.mjs'
import { isPanelBuilt } from './build/panel.mjs'
import { arePublished } from './build/releases.mjs'
import { repository } from './build/repository.mjs'

const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
const differs = !(areBundled() && isPanelBuilt() && arePublished())
process.stdout.write(`${JSON.stringify({ version, differs })}\n`)
