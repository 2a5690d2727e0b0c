import * as z from 'zod'
import { hostFirewall, imageFingerprint, pinnedPackages } from './host.ts'
import { slug } from './names.ts'

const generation = z.int().min(1)

/** The part of the vocabulary (actions.ts) that the agents `host` and `patch` do. */
export const machineActions = {
  /** The machine's own firewall, as a whole. Stands for `confirmSeconds`, and goes back unless `host.confirm` comes. */
  'host.firewall': {
    agent: 'host',
    risk: 'critical',
    who: ['administrator'],
    input: hostFirewall.extend({ generation }),
  },
  'host.confirm': { agent: 'host', risk: 'routine', who: ['administrator'], beside: true, input: z.strictObject({ generation }) },
  'host.show': { agent: 'host', risk: 'routine', who: ['administrator'], reads: true, input: z.strictObject({}) },
  /** What is outdated in the images of these kinds and on the host, by the package sources of the machine. */
  'patch.check': {
    agent: 'patch',
    risk: 'routine',
    who: ['administrator'],
    input: z.strictObject({ kinds: z.array(slug).max(200) }),
  },
  /** A new image of a kind, which nothing uses yet. */
  'patch.build': { agent: 'patch', risk: 'sensitive', who: ['administrator'], input: z.strictObject({ kind: slug }) },
  /** New services of the kind are made from this image. */
  'patch.use': {
    agent: 'patch',
    risk: 'sensitive',
    who: ['administrator'],
    input: z.strictObject({ kind: slug, image: imageFingerprint }),
  },
  'patch.drop': { agent: 'patch', risk: 'sensitive', who: ['administrator'], input: z.strictObject({ image: imageFingerprint }) },
  /** Exact versions of packages of the host itself. */
  'patch.host': {
    agent: 'patch',
    risk: 'critical',
    who: ['administrator'],
    lasts: true,
    input: z.strictObject({ packages: pinnedPackages }),
  },
  /** Back to the versions that `patch.host` put aside. */
  'patch.restore': {
    agent: 'patch',
    risk: 'critical',
    who: ['administrator'],
    lasts: true,
    input: z.strictObject({ packages: pinnedPackages }),
  },
} as const
