import { type ClassValue, clsx } from 'clsx'
import { twMerge } from 'tailwind-merge'

/** Joins class names; of two that set the same thing the last one counts. */
export const cn = (...values: ClassValue[]): string => twMerge(clsx(values))
