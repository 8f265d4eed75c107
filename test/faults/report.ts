// What a run prints: a line per scenario while it goes on, the figures and a Markdown table at its end.
import type { Result } from './arena.ts'
import type { ControlResult } from './controls.ts'
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
  lines.push(...result.found.missing.map((line) => `    not run ${line}`))
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
export function printSummary(
  seed: number,
  results: readonly Result[],
  controls: readonly ControlResult[],
): boolean {
  const table = markdown([
    columns.map(([name]) => name),
    ...results.map((result) => columns.map(([, cell]) => String(cell(result)))),
  ])
  const caught = markdown([
    ['control', 'sabotage', 'caught by'],
    ...controls.map((one) => [one.id, one.title, one.caught.join(', ') || 'NOT CAUGHT']),
  ])
  const sum = (of: (result: Result) => number) => results.reduce((total, one) => total + of(one), 0)
  const failed = results.filter((one) => one.found.violations.size > 0)
  const missed = controls.filter((one) => one.caught.length === 0)
  const notRun = results.flatMap((one) => one.found.missing)
  const lines = [
    ...notRun.map((one) => `not run: ${one}`),
    `seed ${seed}: ${results.length} scenarios, ${failed.length} failed; ${sum(killsOf)} kills`,
    `acknowledged ${sum((one) => figure(one, 'acknowledged'))}, lost ${sum((one) => violations(one, 'lost'))}, ` +
      `doubled ${sum((one) => violations(one, 'doubled'))}, unknown outcomes ${sum((one) => figure(one, 'unknown outcomes'))}`,
    `alerts expected ${sum((one) => figure(one, 'alerts expected'))}, found ${sum((one) => figure(one, 'alerts found'))}; ` +
      `longest drain ${Math.max(0, ...results.map((one) => one.drainSeconds)).toFixed(1)} s`,
    `negative controls caught: ${controls.length - missed.length} of ${controls.length}`,
  ]
  process.stdout.write(`\n${table}\n\n${caught}\n\n${lines.join('\n')}\n`)
  return failed.length === 0 && missed.length === 0 && results.length + controls.length > 0
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
