import { canonicalJson } from '@/contracts/canonical'

/** Whether a form holds something else than what is saved. */
export const differs = (typed: unknown, saved: unknown): boolean => canonicalJson(typed) !== canonicalJson(saved)
