// What the watchdog keeps: what was received, and how it stands with the alarm. Two small files, each renamed into place.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { type Leg, legs, settings } from './settings.ts'

export type Counters = Partial<Record<Leg, { readonly counter: number; readonly since: number }>>

export interface Standing {
  readonly since: number
  readonly last: number
  readonly count: number
}

export interface State {
  checkedAt: number
  legs: Counters
  /** While the alarm stands. */
  alarm: Standing | null
  pingedAt: number
}

const receiptsFile = path.join(settings.folder, 'receipts.json')
const stateFile = path.join(settings.folder, 'state.json')

type Plain = Readonly<Record<string, unknown>>

export function plain(value: unknown): Plain {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

const number = (value: unknown) => (typeof value === 'number' ? value : 0)

/** Nothing where there is no file yet; a half-written one cannot be, because it is renamed into place. */
function read(file: string): Plain {
  try {
    return plain(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}

function write(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function countersOf(value: unknown): Counters {
  const counters: Counters = {}
  for (const leg of legs) {
    const one = plain(plain(value)[leg])
    if (typeof one['counter'] === 'number')
      counters[leg] = { counter: one['counter'], since: number(one['since']) }
  }
  return counters
}

export const readReceipts = (): Counters => countersOf(read(receiptsFile))
export const writeReceipts = (receipts: Counters): void => write(receiptsFile, receipts)
export const writeState = (state: State): void => write(stateFile, state)

export function readState(): State {
  const kept = read(stateFile)
  const alarm = plain(kept['alarm'])
  return {
    checkedAt: number(kept['checkedAt']),
    legs: countersOf(kept['legs']),
    alarm:
      kept['alarm'] === null || kept['alarm'] === undefined
        ? null
        : { since: number(alarm['since']), last: number(alarm['last']), count: number(alarm['count']) },
    pingedAt: number(kept['pingedAt']),
  }
}
