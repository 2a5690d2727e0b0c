import type * as z from 'zod'
import type { putFolderInput, removeFolderInput } from '../../contracts/accounts-api.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { absent, type Deed } from './service.ts'

const shown = (path: string): string => (path === '' ? 'the whole site' : path)

export const putFolder = ({ service, path, users, fresh }: z.output<typeof putFolderInput>): Deed => ({
  service,
  sort: 'folders',
  object: shown(path),
  work(before) {
    const folder = before.folders.find((folder) => folder.path === path)
    if (fresh && folder !== undefined) throw new ReeveError('conflict', `There is a password on ${shown(path)} already. Change that one.`)
    const present = folder?.users ?? []
    const wanted = users.map(({ name, hash }) => {
      const kept = hash ?? present.find((user) => user.name === name)?.hash
      if (kept === undefined) throw new ReeveError('bad_input', `${name} is new here and needs a password: send a hash of it.`)
      return { name, hash: kept }
    })
    return { ...before, folders: [...before.folders.filter((folder) => folder.path !== path), { path, users: wanted }] }
  },
})

export const removeFolder = ({ service, path }: z.output<typeof removeFolderInput>): Deed => ({
  service,
  sort: 'folders',
  object: shown(path),
  work(before) {
    if (!before.folders.some((folder) => folder.path === path)) throw absent('protected folder')
    return { ...before, folders: before.folders.filter((folder) => folder.path !== path) }
  },
})
