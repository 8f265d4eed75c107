// Looks every second whether a new counter has come on each way, and alarms when none has for long.
import { setTimeout as sleep } from 'node:timers/promises'
import { readReceipts, readState, type State, writeState } from './files.ts'
import { type Leg, legs, log, settings } from './settings.ts'
import { post, tell } from './tell.ts'

function firstState(): State {
  const kept = readState()
  // After its own rest it waits for a beat before it says that there is none.
  const patience = Date.now() - settings.afterMs + Math.min(settings.afterMs / 2, 75_000)
  for (const leg of legs) {
    const { counter = 0, since = Date.now() } = kept.legs[leg] ?? {}
    kept.legs[leg] = { counter, since: Math.max(since, patience) }
  }
  return kept
}

async function look(state: State): Promise<void> {
  const now = Date.now()
  const receipts = readReceipts()
  for (const leg of legs) {
    const seen = state.legs[leg]
    const got = receipts[leg]
    if (got !== undefined && got.counter > (seen?.counter ?? 0))
      state.legs[leg] = { ...got, since: Math.min(now, got.since) }
  }
  const silent = legs.filter((leg) => now - (state.legs[leg]?.since ?? now) >= settings.afterMs)
  if (silent.length > 0) await alarm(state, silent, now)
  else if (state.alarm !== null) await clear(state, now)
  else if (settings.deadManUrl !== '' && now - state.pingedAt > settings.afterMs / 3) {
    state.pingedAt = now
    void post(settings.deadManUrl, { state: 'well', legs: state.legs })
  }
  state.checkedAt = Date.now()
  writeState(state)
}

async function alarm(state: State, silent: readonly Leg[], now: number): Promise<void> {
  const { since, last, count } = state.alarm ?? { since: now, last: 0, count: 0 }
  if (now - last < (count === 0 ? Math.min(15_000, settings.afterMs / 4) : settings.repeatMs)) return
  const seconds = Math.round((now - Math.min(...silent.map((leg) => state.legs[leg]?.since ?? now))) / 1_000)
  const isOut = await tell({
    state: 'silent',
    silent,
    seconds,
    since: new Date(since).toISOString(),
    number: count + 1,
    counters: state.legs,
  })
  // Not out by any path: tried again in seconds, not at the next repetition.
  state.alarm = { since, last: now, count: isOut ? count + 1 : count }
}

async function clear(state: State, now: number): Promise<void> {
  const since = state.alarm?.since ?? now
  const isOut = await tell({
    state: 'clear',
    silent: [],
    seconds: Math.round((now - since) / 1_000),
    since: new Date(since).toISOString(),
    number: 0,
    counters: state.legs,
  })
  if (isOut) state.alarm = null
}

export async function watch(): Promise<void> {
  const state = firstState()
  for (;;) {
    await look(state).catch((error: unknown) => log('look.failed', { error: String(error) }))
    await sleep(Math.min(1_000, settings.afterMs / 20))
  }
}
