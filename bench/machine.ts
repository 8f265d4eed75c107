// What the figures were taken on.
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { Redis } from 'ioredis'
import { Client } from 'pg'

const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()

export async function describeMachine(postgresUrl: string, redisUrl: string, seed: number): Promise<string> {
  const memory = Math.round(totalmem() / 2 ** 30)
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const isDirty = git('status', '--porcelain', '--', 'src', 'bench', 'rules', 'migrations') !== ''
  return [
    `${Temporal.Now.plainDateISO().toString()}, commit ${git('rev-parse', '--short', 'HEAD')}${isDirty ? ' with changes' : ''}, seed ${seed}`,
    `${availableParallelism()} cores (${model}), ${memory} GB; load average at the start ${loadavg()[0]?.toFixed(1)}`,
    `Node ${process.versions.node}, PostgreSQL ${await postgresVersion(postgresUrl)} (fsync, synchronous_commit and full_page_writes on), Redis ${await redisVersion(redisUrl)}`,
  ]
    .map((line) => `- ${line}`)
    .join('\n')
}

async function postgresVersion(url: string): Promise<string> {
  const client = new Client(url)
  await client.connect()
  const { rows } = await client.query<{ server_version: string }>('show server_version')
  await client.end()
  return rows[0]?.server_version.split(' ')[0] ?? 'unknown'
}

async function redisVersion(url: string): Promise<string> {
  const client = new Redis(url)
  const text = await client.info('server')
  client.disconnect()
  return /redis_version:(\S+)/.exec(text)?.[1] ?? 'unknown'
}
