// What every program of the bench shares: its settings, the rows that it reports, and how a time is taken.
import { z } from 'zod'

const settingsSchema = z.object({
  seed: z.number().int(),
  postgresUrl: z.string(),
  redisUrl: z.string(),
})
export type Settings = z.infer<typeof settingsSchema>

/** One line of the table. */
export const rowSchema = z.object({
  gate: z.string(),
  what: z.string(),
  measured: z.string(),
  against: z.string(),
  result: z.string(),
  target: z.string(),
  /** Null: information, no target. */
  isMet: z.boolean().nullable(),
})
export type Row = z.infer<typeof rowSchema>

export function readSettings(): Settings {
  return settingsSchema.parse(JSON.parse(process.argv[2] ?? '{}'))
}

/** Hands the rows to the run that started this program. */
export function report(rows: readonly Row[]): void {
  process.send?.({ rows })
}

export function note(text: string): void {
  process.stderr.write(`  ${text}\n`)
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** By the nearest rank. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))] ?? Number.NaN
}

/** Milliseconds that the work took. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** CPU time of this thread in milliseconds: what a computation costs, whoever else is on the machine. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

const decimals = (value: number) => (value >= 100 ? 0 : value >= 10 ? 1 : 2)

export function rounded(value: number): string {
  return value.toFixed(decimals(value))
}

/** 12345.6 → «12.3 k/s». */
export function rate(perSecond: number): string {
  return perSecond >= 1_000 ? `${rounded(perSecond / 1_000)} k/s` : `${rounded(perSecond)}/s`
}

export function times(ratio: number): string {
  return `${ratio.toFixed(2)} ×`
}
