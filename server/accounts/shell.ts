import type * as z from 'zod'
import type { putOsGroupInput, putOsUserInput, removeOsGroupInput, removeOsUserInput } from '../../contracts/accounts-api.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { nextNumber } from './policy.ts'
import { absent, type Deed, newest, taken } from './service.ts'

export const putUser = ({ service, name, keys, groups, fresh }: z.output<typeof putOsUserInput>): Deed => ({
  service,
  sort: 'shell',
  object: name,
  work(before) {
    if (before.osGroups.some((group) => group.name === name))
      throw new ReeveError('conflict', `There is a group ${name}. Choose another name.`)
    const foreign = groups.find((name) => !before.osGroups.some((group) => group.name === name))
    if (foreign !== undefined) throw new ReeveError('not_found', `There is no group ${foreign} in this service. Make it first.`)
    const present = before.osUsers.find((user) => user.name === name)
    if (fresh && present !== undefined) throw taken('user', name)
    const used = [...before.osUsers, ...before.removedOsUsers].map(({ uid }) => uid)
    const uid = present?.uid ?? nextNumber(used, 2000, 9999)
    const others = before.osUsers.filter((user) => user.name !== name)
    return { ...before, osUsers: [...others, { name, uid, keys: [...new Set(keys)], groups: [...new Set(groups)] }] }
  },
})

export const removeUser = ({ service, name, home }: z.output<typeof removeOsUserInput>): Deed => ({
  service,
  sort: 'shell',
  object: `${name}, its home: ${home}`,
  work(before) {
    const user = before.osUsers.find((one) => one.name === name)
    if (user === undefined) throw absent('user')
    return {
      ...before,
      osUsers: before.osUsers.filter((one) => one !== user),
      removedOsUsers: newest([...before.removedOsUsers, { name, uid: user.uid, home }]),
    }
  },
})

export const putGroup = ({ service, name }: z.output<typeof putOsGroupInput>): Deed => ({
  service,
  sort: 'shell',
  object: `group ${name}`,
  work(before) {
    if ([...before.osGroups, ...before.osUsers].some((one) => one.name === name))
      throw new ReeveError('conflict', `There is a group or a user ${name} already. Choose another name.`)
    const used = [...before.osGroups, ...before.removedOsGroups].map(({ gid }) => gid)
    return { ...before, osGroups: [...before.osGroups, { name, gid: nextNumber(used, 10_000, 19_999) }] }
  },
})

export const removeGroup = ({ service, name, folder }: z.output<typeof removeOsGroupInput>): Deed => ({
  service,
  sort: 'shell',
  object: `group ${name}, its folder: ${folder}`,
  work(before) {
    const group = before.osGroups.find((one) => one.name === name)
    if (group === undefined) throw absent('group')
    return {
      ...before,
      osUsers: before.osUsers.map((user) => ({ ...user, groups: user.groups.filter((of) => of !== name) })),
      osGroups: before.osGroups.filter((one) => one !== group),
      removedOsGroups: newest([...before.removedOsGroups, { name, gid: group.gid, folder }]),
    }
  },
})
