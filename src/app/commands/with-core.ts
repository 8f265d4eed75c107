// Opens the product without its server for one command, and closes it however the command ends.
import type { Config } from '#config/config.ts'
import { type Core, openCore } from '../create-app.ts'

export async function withCore<T>(config: Config, work: (core: Core) => Promise<T>): Promise<T> {
  // A command's own lines are what a person reads; the log keeps to what is wrong.
  const core = await openCore({ ...config, logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel })
  try {
    return await work(core)
  } finally {
    await core.stack.stop()
  }
}
