/** Patches: what is outdated, runs that bring services to a newer image, and when they may. */
import * as z from 'zod'
import { serviceId } from './ids.ts'

/** SHA-256 of an image, as the engine names it. */
export const imageFingerprint = z.string().regex(/^[0-9a-f]{64}$/, 'This is no fingerprint of an image.')

/** What became of one service. `unchanged`: its root was from that image already. */
export const patchResult = z.object({
  outcome: z.enum(['patched', 'unchanged']),
  /** The image of the root before; null when nobody knows any more. */
  from: imageFingerprint.nullable(),
  image: imageFingerprint,
  /** What it was doing, and does again. */
  power: z.enum(['running', 'frozen', 'stopped']),
  /** What the new root answered: HTTP's status, or 1. */
  answer: z.int().nullable(),
  /** How long requests were held back; null when that took more than one try. */
  heldMs: z.int().nullable(),
})
export type PatchResult = z.infer<typeof patchResult>

export const rootsResult = z.object({ roots: z.array(z.object({ service: serviceId, image: imageFingerprint })) })
export type RootsResult = z.infer<typeof rootsResult>
