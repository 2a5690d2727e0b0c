import * as z from 'zod'

/** Every list: what to find, how to sort, which part. */
export const listInput = z.object({
  search: z.string().max(200).default(''),
  sort: z.string().max(40).default(''),
  descending: z.boolean().default(false),
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(1000).default(50),
})
