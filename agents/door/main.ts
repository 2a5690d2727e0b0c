import { doorConfig } from '../../contracts/config.ts'
import { runProcess } from '../core/process.ts'
import { startDoor } from './start.ts'

// What cannot be written down any more must not be followed by anything: the supervisor starts the process again, and it takes up its journal.
await runProcess('door', doorConfig, (config, log) =>
  startDoor(config, log, (error) => {
    log.fatal({ err: error }, 'stopped by an error')
    process.exit(1)
  }),
)
