/** Whose rules a page shows: a tenant's (perhaps of one service), a plan's, or with neither the global ones. */
export interface Whose {
  tenant?: string
  plan?: string
  /** Only rules about this service, of the tenant. */
  service?: string
}

/** As the procedures take it. */
export const listOf = ({ tenant, plan }: Whose) => ({ tenant, plan })
