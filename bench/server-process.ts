// Starts programs/server.ts and waits until it listens.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import * as path from 'node:path'
import { z } from 'zod'

const optionsSchema = z.object({
  databaseUrl: z.string(),
  redisUrl: z.string(),
  role: z.enum(['api', 'all']),
  /** False: everything but the database. */
  isStored: z.boolean(),
})
type ServerOptions = z.infer<typeof optionsSchema>

export function serverOptions(): ServerOptions {
  return optionsSchema.parse(JSON.parse(process.argv[2] ?? '{}'))
}

const ready = z.object({ url: z.url() })

export async function startServer(
  options: ServerOptions,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const child = fork(path.join(import.meta.dirname, 'programs/server.ts'), [JSON.stringify(options)])
  const ended = once(child, 'exit')
  const [message] = await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('the server of the bench did not start'))),
  ])
  const { url } = ready.parse(message)
  return {
    url,
    async stop() {
      child.disconnect()
      await ended
    },
  }
}
