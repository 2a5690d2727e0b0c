import * as z from 'zod'
import { title } from './names.ts'

/** Where people sign in elsewhere: an OpenID Connect provider. */
export const oidcIssuer = z
  .string()
  .trim()
  .max(300)
  .refine((text) => {
    if (!URL.canParse(text)) return false
    const { protocol, search, hash, username, port } = new URL(text)
    return protocol === 'https:' && search === '' && hash === '' && username === '' && port === ''
  }, 'Write the https address of the provider, such as https://id.example.org.')

export const oidcSettingsInput = z.object({
  /** What the button says: "Sign in with ...". */
  label: title,
  issuer: oidcIssuer,
  clientId: z.string().trim().min(1, 'Write the id that the provider gave this panel.').max(300),
  /** Sealed for the backend (contracts/seal.ts). Without it the present one stays. */
  sealedSecret: z
    .string()
    .max(4096)
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional(),
})

/** `ticket`: what the start gave, kept by the browser that began. `query`: the address's, as the provider sent the browser back. */
export const oidcFinishInput = z.object({ ticket: z.string().max(64), query: z.string().max(4096) })

/** Path of the panel that the provider sends browsers back to. */
export const oidcReturnPath = '/sign-in/return'
