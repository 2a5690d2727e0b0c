import { type Logger, pino } from 'pino'

/** JSON lines on stdout. Cookies, passwords and tokens never get here: nothing logs whole inputs. */
export const makeLog = (level = 'info'): Logger => pino({ name: 'backend', level, timestamp: pino.stdTimeFunctions.isoTime })
