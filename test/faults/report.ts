// What a run prints: a line per scenario while it goes on, the figures and a Markdown table at its end.
import type { Result } from './arena.ts'
import { describeViolations } from './verdict.ts'

function killsOf(result: Result): number {
  return [...result.kills.values()].reduce((sum, count) => sum + count, 0)
}

function figure(result: Result, name: string): number {
  return result.found.figures.get(name) ?? 0
}

function violations(result: Result, kind: string): number {
  return result.found.violations.get(kind)?.length ?? 0
}

export function printResult(result: Result): void {
  const state = result.found.violations.size === 0 ? 'ok' : 'FAILED'
  const lines = [
    `${state}  ${result.id} (${result.faults.join(' ')}): ${result.title}; ${result.seconds.toFixed(0)} s`,
  ]
  const kills = [...result.kills].map(([kind, count]) => `${count} ${kind}`)
  if (kills.length > 0) lines.push(`    killed: ${kills.join(', ')}`)
  lines.push(`    ${[...result.found.figures].map(([name, count]) => `${name} ${count}`).join(', ')}`)
  lines.push(...describeViolations(result.found).map((line) => `    ✗ ${line}`))
  process.stdout.write(`${lines.join('\n')}\n`)
}

const columns: readonly (readonly [string, (result: Result) => string | number])[] = [
  ['scenario', ({ id }) => id],
  ['faults', ({ faults }) => faults.join(' ')],
  ['operations', (one) => figure(one, 'operations')],
  ['acknowledged', (one) => figure(one, 'acknowledged')],
  ['unknown', (one) => figure(one, 'unknown outcomes')],
  ['kills', killsOf],
  ['lost', (one) => violations(one, 'lost')],
  ['doubled', (one) => violations(one, 'doubled')],
  ['unexpected', (one) => violations(one, 'unexpected')],
  ['alerts expected', (one) => figure(one, 'alerts expected')],
  ['alerts found', (one) => figure(one, 'alerts found')],
  ['told twice', (one) => violations(one, 'told twice') + violations(one, 'accepted twice')],
  ['drained s', ({ drainSeconds }) => drainSeconds.toFixed(1)],
  ['told s', ({ toldSeconds }) => toldSeconds.toFixed(1)],
  ['result', ({ found }) => (found.violations.size === 0 ? 'ok' : 'FAILED')],
]

/** False when anything failed. */
export function printSummary(seed: number, results: readonly Result[]): boolean {
  const rows = [
    columns.map(([name]) => name),
    columns.map(() => '---'),
    ...results.map((result) => columns.map(([, cell]) => String(cell(result)))),
  ]
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n')
  const kills = results.reduce((sum, one) => sum + killsOf(one), 0)
  const failed = results.filter((one) => one.found.violations.size > 0)
  process.stdout.write(
    `\n${table}\n\nseed ${seed}: ${results.length} scenarios, ${kills} kills, ${failed.length} failed\n`,
  )
  return failed.length === 0 && results.length > 0
}
