import type { Db } from '../../core/database.ts'
import type { Killer } from '../../core/testing/kills.ts'

/** The database of a process that can be killed: before and after each transaction, and before each single write. */
export function killableDb(db: Db, killer: Killer): Db {
  const around = <A extends unknown[], R>(work: (...args: A) => R) => {
    return (...args: A): R => {
      killer.step()
      const result = work(...args)
      killer.step()
      return result
    }
  }
  return new Proxy(db, {
    get(target, key) {
      if (key === 'transaction') {
        return (work: (...args: unknown[]) => unknown) => {
          const transaction = target.transaction(work)
          return Object.assign(around(transaction), { immediate: around(transaction.immediate) })
        }
      }
      if (key === 'prepare') return (sql: string) => killableStatement(target.prepare(sql), killer)
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

const killableStatement = <S extends object>(statement: S, killer: Killer): S =>
  new Proxy(statement, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (key === 'run') killer.step()
        return Reflect.apply(value, target, args)
      }
    },
  })
