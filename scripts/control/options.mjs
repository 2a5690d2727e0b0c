/** Options of `up` out of a backup of the installation. Pure. */
import { readOptions } from '../up/options.mjs'
import { optionsOf } from './parts.mjs'

/** What root would have typed for each. */
const words = {
  ...{ address: 'address', address6: 'address6', host: 'host', mailRelay: 'mail-relay', webProxy: 'web-proxy' },
  ...{ signIn: 'sign-in', backupTargets: 'backup-target', backupFolder: 'backup-folder' },
}

/** Those that hold on another machine too, by the rules of `up` itself: whoever had the vault could write anything into its backups. */
export function typedOptions(options) {
  const typed = Object.entries(optionsOf(options)).flatMap(([key, value]) => [value].flat().map((one) => `--${words[key]}=${one}`))
  try {
    return optionsOf(readOptions(typed))
  } catch (error) {
    throw new Error(`This is not right among the options in this backup: ${error.message} Choose another one: --backup ID`)
  }
}
