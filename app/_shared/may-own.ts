'use client'

import type { Verb } from '@/contracts/rights'
import { mayDo, mayOwn } from './may'
import { useMe } from './me'

export const useMayOwn = (tenant: string): boolean => mayOwn(useMe(), tenant)
export const useMayDo = (tenant: string, service: string | null, verb: Verb): boolean => mayDo(useMe(), tenant, service, verb)
