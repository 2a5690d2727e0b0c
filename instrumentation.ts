/** An open event stream would keep the server alive for ever: all of them end with the first signal. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { stopping } = await import('./app/_lib/stopping')
  const stop = () => stopping().abort()
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}
