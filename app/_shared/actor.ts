import type { Text } from '@/app/_text/catalogues'
import type { ActionView } from '@/contracts/views'

/** Who asked, for people: the two that are no persons have names of their own. */
export const actorOf = ({ actor, actorName }: Pick<ActionView, 'actor' | 'actorName'>, { actors }: Text['actions']): string =>
  actor === 'root' || actor === 'system' ? actors[actor] : actorName
