import { newId } from '../contracts/ids.ts'
import { openDatabase } from '../db/client.ts'
import { migrate } from '../db/migrate.ts'
import * as schema from '../db/schema/index.ts'

const resources = { cpus: 1, memoryMiB: 256, diskMiB: 1024, processes: 128 }
const limits = { services: 1000, cpus: 64, memoryMiB: 1_000_000, diskMiB: 10_000_000, processes: 32_768 }

/** A database with ten tenants and `count` services between them, with a domain each, in all states of sleep. */
export function fillDatabase(file: string, count: number): void {
  const database = openDatabase(file)
  migrate(database)
  const createdAt = Date.now()
  const plan = newId('n')
  const tenants = Array.from({ length: 10 }, (_, number) => ({ id: newId('t'), name: `bench-tenant-${number}` }))
  const powers = ['running', 'frozen', 'stopped'] as const
  database.transact((queries) => {
    queries
      .insert(schema.plans)
      .values({ id: plan, name: 'Bench', limits, idle: { freezeAfterSeconds: 0, stopAfterSeconds: 0 }, createdAt })
      .run()
    for (const { id, name } of tenants)
      queries.insert(schema.tenants).values({ id, name, title: name, plan, state: 'active', generation: 1, createdAt }).run()
    for (let number = 0; number < count; number += 1) {
      const service = newId('s')
      const tenant = tenants[number % tenants.length]?.id ?? ''
      const name = `bench-service-${number}`
      queries
        .insert(schema.services)
        .values({
          id: service,
          tenant,
          name,
          kind: 'webserver',
          state: 'active',
          generation: 1,
          config: {},
          resources,
          ports: [],
          createdAt,
        })
        .run()
      const state = powers[number % powers.length] ?? 'stopped'
      queries.insert(schema.observations).values({ service, state, since: createdAt, connections: 0 }).run()
      const domain = {
        id: newId('d'),
        tenant,
        service,
        name: `${name}.test`,
        tls: 'own' as const,
        state: 'active' as const,
        generation: 1,
        createdAt,
      }
      queries.insert(schema.domains).values(domain).run()
    }
  })
  database.close()
}
