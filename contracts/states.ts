import * as z from 'zod'

/** What a service's VPS is, as last observed. `absent`: not made yet, or already gone. */
export const powerState = z.enum(['running', 'frozen', 'stopped', 'starting', 'stopping', 'absent', 'error'])
export type PowerState = z.infer<typeof powerState>

/** How far the wanted state of an object has come. `awaiting_approval`: it has a name here, and nothing of it is wanted until somebody approves that. */
export const objectState = z.enum(['awaiting_approval', 'pending', 'active', 'suspended', 'failed', 'deleting'])
export type ObjectState = z.infer<typeof objectState>

/** The way of one action in the backend: from wanted to answered. `refused`: the door said no. `failed`: the agent could not. */
export const actionState = z.enum(['awaiting_approval', 'pending', 'running', 'done', 'failed', 'refused', 'expired', 'cancelled'])
export type ActionState = z.infer<typeof actionState>

export const actionAtRest = (state: ActionState): boolean => state !== 'pending' && state !== 'running'
