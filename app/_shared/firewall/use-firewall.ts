'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { placed } from './rules'
import { listOf, type Whose } from './whose'

/** Counters and log of the gate, asked for again while somebody looks. */
export function useFirewallLog({ tenant }: Whose) {
  const trpc = useTRPC()
  return useQuery({ ...trpc.firewall.log.queryOptions({ tenant }), refetchInterval: 10_000 })
}
export type FirewallQuery = ReturnType<typeof useFirewallLog>

/** The words for a rule by its id: its list and its place there. */
export function usePlaces(whose: Whose): (rule: string) => string | undefined {
  const trpc = useTRPC()
  const words = useText().firewall
  const query = useQuery(trpc.firewall.list.queryOptions(listOf(whose)))
  const names = new Map(placed(query.data).map(({ scope, place, rule }) => [rule.id, words.log.byRule(words.scopes[scope], place)]))
  return (rule) => names.get(rule)
}
