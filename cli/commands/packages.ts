import type { Command } from 'commander'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { collect, packageName } from '../options.ts'
import { findService } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { table } from '../table.ts'

interface PackagesOptions {
  add: string[]
  remove: string[]
  wait: boolean
}

/** Debian packages of a service beside those of its kind. */
export function addPackages(service: Command, io: Io): void {
  service
    .command('packages')
    .description('Debian packages that it has beside those of its kind; without options they are listed')
    .argument('<service>', 'TENANT/NAME or id')
    .option('--add <name>', 'install a package, while it runs; may be given again', collect, [])
    .option('--remove <name>', 'take a package away; may be given again', collect, [])
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, { add, remove, wait }: PackagesOptions, command: Command) => {
      const session = openSession(command, io)
      const found = await findService(session.api, text)
      const added = add.map((name) => packageName('--add', name))
      if (added.length + remove.length > 0) {
        const packages = [...new Set([...found.packages, ...added])].filter((name) => !remove.includes(name)).sort()
        const was = { packages: found.packages }
        const { action } = await session.api.services.update.mutate({ service: found.id, packages, was })
        if (wait) await done(session, action)
      }
      const { packages } = await session.api.services.get.query({ service: found.id })
      answer(session, { service: found.id, packages }, () => table(packages, columns, 'None beside those of its kind.'))
    })
}

const columns = [['package', (name: string) => name]] as const
