import type * as z from 'zod'
import { readConfig } from './config.ts'
import { createLog, type Log } from './log.ts'

/** What a process leaves behind to be closed when it is told to stop. */
export interface Closable {
  close(): Promise<void>
}

/**
 * The frame of every main.ts: reads the configuration named by the only argument, starts, and stops on SIGTERM or SIGINT.
 * Exit status: 0 after a stop, 1 when the start failed or something was thrown that nobody caught (the supervisor starts it again).
 */
export async function runProcess<S extends z.ZodType>(
  name: string,
  schema: S,
  start: (config: z.infer<S>, log: Log) => Promise<Closable>,
): Promise<void> {
  const log = createLog(name)
  const die = (error: unknown) => {
    log.fatal({ err: error }, 'stopped by an error')
    process.exit(1)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)
  try {
    const running = await start(readConfig(schema, process.argv[2]), log)
    log.info('ready')
    const stop = (signal: string) => {
      log.info({ signal }, 'stopping')
      // A peer that holds its connection must not keep a stopping process alive.
      setTimeout(() => process.exit(0), 5000).unref()
      running.close().then(() => process.exit(0), die)
    }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
  } catch (error) {
    die(error)
  }
}
