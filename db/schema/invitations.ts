import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Rights } from '../../contracts/rights.ts'
import type { Role } from '../../contracts/roles.ts'
import { tenants } from './tenants.ts'

/** One-time links. The first administrator's has neither e-mail nor tenant. */
export const invitations = sqliteTable(
  'invitations',
  {
    id: text().primaryKey(),
    /** SHA-256 (hex) of the token in the link. */
    tokenHash: text('token_hash').notNull().unique(),
    email: text(),
    role: text().$type<Role>().notNull(),
    tenant: text().references(() => tenants.id, { onDelete: 'cascade' }),
    /** Of a member; null: the standard ones. */
    rights: text({ mode: 'json' }).$type<Rights>(),
    /** Id that the person will have; for administrators the keep knows it before they join. */
    person: text(),
    /** The critical action that has to be done before the link works. */
    action: text(),
    ready: integer({ mode: 'boolean' }).notNull(),
    invitedBy: text('invited_by').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [index('invitations_tenant').on(table.tenant), index('invitations_action').on(table.action)],
)
