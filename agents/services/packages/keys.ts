import type { Config } from '../../engine/client.ts'

/** What the root of a VPS has beside its image: written when all of it is there and the service answers. */
const packagesKey = 'user.reeve.packages'
/** There while packages are changed, with those of before: as long as the root has its snapshot, that is the way back. */
const changingKey = 'user.reeve.packages-changing'
const none = 'none'

const namesIn = (text = ''): string[] => text.split(' ').filter((name) => name !== '' && name !== none)

export const packagesOf = (config: Config): string[] => namesIn(config[packagesKey])
export const isChanging = (config: Config): boolean => config[changingKey] !== undefined

export const changingFrom = (before: readonly string[]): Config => ({ [changingKey]: before.join(' ') || none })
export const changedTo = (packages: readonly string[]): Config => ({ [packagesKey]: packages.join(' ') })
export const notChanging: Config = { [changingKey]: '' }
export const asBefore = (config: Config): Config => ({ ...changedTo(namesIn(config[changingKey])), ...notChanging })
