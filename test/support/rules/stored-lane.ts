// A lane whose rows live outside, as the scoring stage keeps them: every step starts from an empty memory, loads what the step touches, folds,
// and applies the delta. What a step did not load does not exist for it.
import type { KeyContributions } from '#domain/rules/contributions.ts'
import { geographyOfCodes } from '#domain/rules/derive-signal.ts'
import { fold, touchedKeys } from '#domain/rules/fold.ts'
import { keyText } from '#domain/rules/key-memory.ts'
import type {
  ActiveRule,
  Contribution,
  ContributionRef,
  Entry,
  EvaluationEvent,
  FoldDelta,
  KeyState,
  KeyValues,
} from '#domain/rules/lane.ts'
import {
  activate,
  addIndicator,
  createLane,
  hasKey,
  type LaneMemory,
  type LaneSettings,
  loadFrom,
  loadKey,
  resumeAt,
  setCalendar,
  setEntities,
} from '#domain/rules/lane-memory.ts'

/** Monday 2026-03-02 00:00 at −04:00. */
export const monday = Date.UTC(2026, 2, 2, 4)

export const laneSettings: LaneSettings = {
  process: 'p',
  timeZone: '-04:00',
  monitoringStart: monday,
  country: 'BO',
  ancestors: geographyOfCodes('BO').ancestors,
  labelOf: (_field, code) => code,
}

interface StoredKey {
  readonly ruleState: number
  readonly key: KeyValues
  state: KeyState | undefined
  due: number | null
  readonly contributions: Map<string, Contribution>
}

export interface Store {
  readonly keys: Map<string, StoredKey>
  readonly events: EvaluationEvent[]
  /** Entries that a restart reads again: calendar, entity sets, indicators, the rules in force. */
  readonly standing: Entry[]
  rules: readonly ActiveRule[]
  lt: number
  pos: number
}

export function emptyStore(): Store {
  return { keys: new Map(), events: [], standing: [], rules: [], lt: -Infinity, pos: 0 }
}

const nameOf = (ruleState: number, key: KeyValues) => `${ruleState} ${keyText(key)}`
const rowName = ({ selector, eventTime, pos, signalId }: ContributionRef | Contribution) =>
  JSON.stringify([selector, eventTime, pos, signalId])

function keyOf(store: Store, ruleState: number, key: KeyValues): StoredKey {
  const name = nameOf(ruleState, key)
  const found = store.keys.get(name) ?? {
    ruleState,
    key,
    state: undefined,
    due: null,
    contributions: new Map(),
  }
  store.keys.set(name, found)
  return found
}

/** Writes a delta: rows out, rows in, states, ticks, events. */
export function applyDelta(store: Store, delta: FoldDelta): void {
  for (const ref of delta.contributions.remove) {
    keyOf(store, ref.ruleState, ref.key).contributions.delete(rowName(ref))
  }
  for (const { ruleState, key, contribution } of delta.contributions.put) {
    keyOf(store, ruleState, key).contributions.set(rowName(contribution), contribution)
  }
  for (const { ruleState, key, state } of delta.keyStates) keyOf(store, ruleState, key).state = state
  for (const { ruleState, key, due } of delta.timers) keyOf(store, ruleState, key).due = due
  store.events.push(...delta.events)
  store.lt = delta.lt
}

/** Rows of a state that is built from the log, beside the state in force. */
export function storeBuilt(store: Store, ruleState: number, { key, contributions }: KeyContributions): void {
  const stored = keyOf(store, ruleState, key).contributions
  for (const one of contributions) stored.set(rowName(one), one)
}

function reopen(store: Store): LaneMemory {
  const lane = createLane(laneSettings)
  resumeAt(lane, store.lt, store.pos)
  for (const entry of store.standing) {
    if (entry.kind === 'calendar') setCalendar(lane, entry.calendar)
    if (entry.kind === 'entities') setEntities(lane, entry.set, entry.members)
    if (entry.kind === 'indicator') addIndicator(lane, entry.name, entry.place, entry)
  }
  activate(lane, store.rules)
  return lane
}

function refsOf(store: Store, entries: readonly Entry[]): Map<string, readonly ContributionRef[]> {
  const ids = entries.flatMap((entry) =>
    'signal' in entry ? [entry.signal.id] : entry.kind === 'retraction' ? [entry.id] : [],
  )
  const refs = [...store.keys.values()].flatMap(({ ruleState, key, contributions }) =>
    [...contributions.values()].map((one): ContributionRef => ({ ...one, ruleState, key })),
  )
  return new Map(
    ids
      .map((id) => [id, refs.filter(({ signalId }) => signalId === id)] as const)
      .filter(([, of]) => of.length > 0),
  )
}

/** One transaction of the stage, started by a process that knows nothing. */
export function stepStored(store: Store, entries: readonly Entry[], ticksUntil?: number): FoldDelta {
  const lane = reopen(store)
  const touched = touchedKeys(lane, entries, refsOf(store, entries))
  const names = new Set(touched.keys.map(({ ruleState, key }) => nameOf(ruleState, key)))
  const until = Math.max(ticksUntil ?? -Infinity, ...entries.map(({ lt }) => lt))
  for (const one of store.keys.values()) {
    const { ruleState, key, state, due, contributions } = one
    const isWanted =
      names.has(nameOf(ruleState, key)) || touched.whole.includes(ruleState) || (due !== null && due <= until)
    if (!isWanted || hasKey(lane, ruleState, key)) continue
    const from = loadFrom(lane, ruleState)
    const rows = [...contributions.values()].filter(({ eventTime }) => eventTime >= from)
    loadKey(lane, ruleState, key, rows, state)
  }
  const delta = fold(lane, entries, ticksUntil)
  applyDelta(store, delta)
  for (const entry of entries) {
    store.pos = entry.pos
    if (entry.kind === 'activation') store.rules = entry.rules
    if (['calendar', 'entities', 'indicator'].includes(entry.kind)) store.standing.push(entry)
  }
  return delta
}

/** What is stored, in one order, for comparison. */
export function rowsOf(store: Store) {
  return [...store.keys.entries()]
    .filter(([, { state, contributions }]) => state !== undefined || contributions.size > 0)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, { state, due, contributions }]) => ({
      name,
      state: state === undefined ? undefined : { ...state, version: 0 },
      due,
      contributions: [...contributions.keys()].toSorted(),
    }))
}
