/**
 * All that Reeve has to do, row by row. `claims`: numbers in the list that the rows come from. `serves`: the issue that brings it (3: privileged
 * jobs, 4: the hosting core, or later). `proofs`: tests that show it, by file, each with its exact title. `missing`: what they do not show; with it a row
 * is never more than partly proven.
 */
import { administration } from './rows/administration.mjs'
import { instantiation } from './rows/instantiation.mjs'
import { isolation } from './rows/isolation.mjs'
import { operations } from './rows/operations.mjs'
import { security } from './rows/security.mjs'

export const table = [...administration, ...operations, ...isolation, ...instantiation, ...security]
