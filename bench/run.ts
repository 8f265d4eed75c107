// npm run bench: starts PostgreSQL and Redis with safe settings, runs the programs one after the other, each in a process of its own, and
// writes the table into README.md between its markers. `npm run bench -- posts` runs one program and writes nothing. BENCH_SEED sets the seed.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { z } from 'zod'
import { startPostgres, startRedis } from '../test/support/servers.ts'
import { describeMachine } from './machine.ts'
import { note, type Row, rowSchema, type Settings } from './program.ts'

const programs = ['match', 'fold', 'lane', 'posts', 'audit', 'latency', 'replay', 'import'] as const
const readme = path.join(import.meta.dirname, 'README.md')
const [begin, end] = ['<!-- bench:begin -->', '<!-- bench:end -->']
// Safe, and otherwise as a small server is set up; commit timestamps are how G6 knows when an alert was there.
const postgresSettings = [
  'fsync=on',
  'synchronous_commit=on',
  'full_page_writes=on',
  'track_commit_timestamp=on',
  'shared_buffers=256MB',
  'max_wal_size=4GB',
]

const message = z.object({ rows: z.array(rowSchema) })

async function runProgram(name: string, settings: Settings): Promise<readonly Row[]> {
  note(`${name}:`)
  const child = fork(path.join(import.meta.dirname, `programs/${name}.ts`), [JSON.stringify(settings)])
  const rows: Row[] = []
  child.on('message', (value) => rows.push(...message.parse(value).rows))
  await once(child, 'exit')
  if (child.exitCode !== 0 || rows.length === 0) throw new Error(`the program ${name} did not end well`)
  return rows
}

const verdict = ({ isMet }: Row) => (isMet === null ? '–' : isMet ? 'met' : '**missed**')

function table(rows: readonly Row[]): string {
  const lines = rows
    .toSorted((left, right) => left.gate.localeCompare(right.gate))
    .map((row) =>
      [row.gate, row.what, row.measured, row.against, row.result, row.target, verdict(row)].join(' | '),
    )
  return [
    '| gate | what | measured | against | result | target | |',
    '|---|---|---|---|---|---|---|',
    ...lines.map((line) => `| ${line} |`),
  ].join('\n')
}

function write(text: string): void {
  const old = readFileSync(readme, 'utf8')
  const [from, to] = [old.indexOf(begin), old.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`${readme} lacks its markers ${begin} and ${end}`)
  writeFileSync(readme, `${old.slice(0, from + begin.length)}\n\n${text}\n\n${old.slice(to)}`)
}

const [only] = process.argv.slice(2)
const seed = Number(process.env['BENCH_SEED'] ?? 1)
const began = performance.now()
const postgres = await startPostgres(postgresSettings)
const redis = await startRedis()
try {
  const machine = await describeMachine(postgres.url, redis.url, seed)
  const rows: Row[] = []
  for (const name of only === undefined ? programs : [only])
    rows.push(...(await runProgram(name, { seed, postgresUrl: postgres.url, redisUrl: redis.url })))
  const took = `${Math.round((performance.now() - began) / 1_000)} s for the whole run`
  const text = `${machine}\n- ${took}\n\n${table(rows)}`
  process.stdout.write(`${text}\n`)
  if (only === undefined) write(text)
} finally {
  await redis.stop()
  await postgres.stop()
}
