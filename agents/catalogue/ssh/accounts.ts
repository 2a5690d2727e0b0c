import type { Accounts } from '../../../contracts/accounts.ts'
import type { RootFile } from '../kind.ts'

export const mainUser = 'tenant'
export const keyFileOf = (user: string): string => `/etc/reeve/authorized_keys.${user}`

const extra = '/etc/reeve/extrausers'
/** The keys as this program saw them last, for as long as the VPS runs. */
const seenKeys = '/run/reeve-keys'
const lists = {
  homes: '/etc/reeve/homes',
  goneHomes: '/etc/reeve/homes.gone',
  shared: '/etc/reeve/shared',
  goneShared: '/etc/reeve/shared.gone',
}
/**
 * Makes and takes away folders as the lists say, and ends the processes of who is gone or has lost a key. Run when sshd starts and when it takes a new
 * configuration. It comes with the configuration, so that services of an older image have it too.
 */
export const accountsProgram = '/etc/reeve/ssh-accounts'

/** Users and groups beside those of the image, from files that a package of Debian makes the C library read. */
export const nameService = {
  package: 'libnss-extrausers',
  commands: [
    ['install', '-d', '/var/lib/extrausers'],
    ['ln', '-sfn', `${extra}.passwd`, '/var/lib/extrausers/passwd'],
    ['ln', '-sfn', `${extra}.group`, '/var/lib/extrausers/group'],
    ['sed', '-i', '-E', 's/^(passwd|group):.*/\\1: files extrausers/', '/etc/nsswitch.conf'],
  ] as const,
}

/**
 * Fixed lines; what they read was written by the functions below, names and numbers alone. All folders lie in folders of root, so that nobody can put
 * a link in the way. What is given away is only what belonged to the one who is gone: a hard link to somebody else's file stays as it is.
 */
const script = `#!/bin/sh
made() {
  rm -rf -- "$2/.new" && install -d -o "$3" -g "$4" -m "$5" "$2/.new" && mv -T -- "$2/.new" "$2/$1"
}
if [ -s ${lists.homes} ]; then
  while read -r name uid; do
    [ -d "/srv/home/$name" ] || made "$name" /srv/home "$uid" "$uid" 0750 || exit 1
  done <${lists.homes}
fi
if [ -s ${lists.shared} ]; then
  [ -d /srv/shared ] || install -d -m 0755 /srv/shared || exit 1
  while read -r name gid; do
    [ -d "/srv/shared/$name" ] || made "$name" /srv/shared 0 "$gid" 2770 || exit 1
  done <${lists.shared}
fi
if [ -s ${lists.goneHomes} ]; then
  while read -r name uid what; do
    # As that user, so that it reaches that user's processes and no others.
    s6-applyuidgid -u "$uid" -g "$uid" sh -c 'kill -9 -1' 2>/dev/null
    [ -d "/srv/home/$name" ] || continue
    if [ "$what" = give ]; then
      chown -hR --from="$uid" ${mainUser}:${mainUser} "/srv/home/$name" && mv -T -- "/srv/home/$name" "/srv/home/${mainUser}/of-$name-$uid" || exit 1
    else
      rm -rf -- "/srv/home/$name" || exit 1
    fi
  done <${lists.goneHomes}
fi
if [ -s ${lists.goneShared} ]; then
  while read -r name gid what; do
    [ -d "/srv/shared/$name" ] || continue
    if [ "$what" = give ]; then
      chown -hR ":${mainUser}" "/srv/shared/$name" && mv -T -- "/srv/shared/$name" "/srv/home/${mainUser}/of-$name-$gid" || exit 1
    else
      rm -rf -- "/srv/shared/$name" || exit 1
    fi
  done <${lists.goneShared}
fi
# By which key a session came nobody knows: when one is gone, all sessions of its user end.
install -d -m 0700 ${seenKeys} || exit 1
for file in ${keyFileOf('*')}; do
  user=\${file#${keyFileOf('')}}
  uid=$(id -u -- "$user" 2>/dev/null) || continue
  if [ -e "${seenKeys}/$user" ] && grep -qvxFf "$file" "${seenKeys}/$user"; then
    s6-applyuidgid -u "$uid" -g "$uid" sh -c 'kill -9 -1' 2>/dev/null
  fi
  cp -- "$file" "${seenKeys}/$user" || exit 1
done
exit 0
`
const accountsScript: RootFile = { path: accountsProgram, content: script, mode: 0o755 }

const lines = (list: readonly string[]): string => list.map((line) => `${line}\n`).join('')

/** Everything that follows from the wanted accounts. Names and numbers have the form that contracts/accounts.ts gives them. */
export function accountFiles({ osUsers, removedOsUsers, osGroups, removedOsGroups }: Accounts): RootFile[] {
  const file = (path: string, list: readonly string[]): RootFile => ({ path, content: lines(list), mode: 0o644 })
  const living = new Set(osUsers.map(({ name }) => name))
  const sharing = new Set(osGroups.map(({ name }) => name))
  const membersOf = (group: string) => osUsers.filter(({ groups }) => groups.includes(group)).map(({ name }) => name)
  return [
    accountsScript,
    file(
      `${extra}.passwd`,
      osUsers.map(({ name, uid }) => `${name}:*:${uid}:${uid}::/srv/home/${name}:/bin/bash`),
    ),
    file(`${extra}.group`, [
      ...osUsers.map(({ name, uid }) => `${name}:*:${uid}:`),
      ...osGroups.map(({ name, gid }) => `${name}:*:${gid}:${membersOf(name).join(',')}`),
    ]),
    file(
      lists.homes,
      osUsers.map(({ name, uid }) => `${name} ${uid}`),
    ),
    file(
      lists.shared,
      osGroups.map(({ name, gid }) => `${name} ${gid}`),
    ),
    // Somebody new may have the name meanwhile: then the folder is theirs.
    file(
      lists.goneHomes,
      removedOsUsers.filter(({ name }) => !living.has(name)).map(({ name, uid, home }) => `${name} ${uid} ${home}`),
    ),
    file(
      lists.goneShared,
      removedOsGroups.filter(({ name }) => !sharing.has(name)).map(({ name, gid, folder }) => `${name} ${gid} ${folder}`),
    ),
    ...osUsers.map(({ name, keys }) => file(keyFileOf(name), keys)),
  ]
}
