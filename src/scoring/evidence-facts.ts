// What follows from the signals behind an alert: marking, consent, actors, tracks, certainty. The safest reading of all of them holds.
import { stricterMarking } from '#domain/actor.ts'
import { certaintyOf } from '#domain/alert/lifecycle.ts'
import type { Marking } from '#domain/pack.ts'
import { keyText } from '#domain/rules/key-memory.ts'
import type { EvaluationEvent, PlacedEvent } from '#domain/rules/lane.ts'
import type { Consent, DerivedSignal } from '#domain/signal/signal.ts'
import { readEntries, sharingTermsOf } from '#intake/signal-store.ts'
import type { Trx } from '#platform/database/database.ts'
import { type LoggedRevision, revisionsInLog } from './lane-log-store.ts'
import type { OpenLane } from './open-lane.ts'
import { signalsOfKey } from './window-store.ts'

export interface EvidenceFacts {
  /** Those whose ids the event carries: the first 200. */
  readonly signals: readonly DerivedSignal[]
  readonly marking: Marking
  /** Yes only if every signal says yes; without a signal there is no source to protect. */
  readonly consent: Consent
  readonly actors: readonly string[]
  readonly tracks: readonly string[]
  readonly certainty: ReturnType<typeof certaintyOf>
}

interface Terms {
  readonly marking: Marking
  readonly consent: Consent
}

/**
 * Facts per event, in order: of the revisions that the lane had taken up by then. A later one may be stored already; it has an entry of its
 * own, and the same log must give the same history whenever it is taken up.
 */
export async function gatherEvidence(
  trx: Trx,
  lane: number,
  open: OpenLane,
  events: readonly PlacedEvent[],
): Promise<EvidenceFacts[]> {
  const ids = [...new Set(events.flatMap((event) => event.evidence.ids))]
  const revisions = await revisionsInLog(trx, lane, ids)
  const rows = await readEntries(trx, revisions)
  const derived = new Map(rows.map((row) => [`${row.id} ${row.rev}`, row.derived]))
  const byId = Map.groupBy(revisions, ({ id }) => id)
  const facts: EvidenceFacts[] = []
  for (const event of events) {
    const signals = event.evidence.ids.flatMap((id) => {
      const rev = lastBy(byId.get(id) ?? [], event.pos)
      return derived.get(`${id} ${rev}`) ?? []
    })
    facts.push(factsOf(event, signals, await termsBeyond(trx, open, event)))
  }
  return facts
}

/** Revisions come in the order of the log. */
function lastBy(revisions: readonly LoggedRevision[], pos: number): number | undefined {
  return revisions.findLast((one) => one.pos <= pos)?.rev
}

/** An event names at most 200 signals; beyond them, every signal of the key counts: more than the evidence, never less. */
async function termsBeyond(trx: Trx, open: OpenLane, event: EvaluationEvent): Promise<Terms[]> {
  if (event.evidence.count <= event.evidence.ids.length) return []
  const key = open.keyIds.get(`${event.ruleState} ${keyText(event.key)}`)
  return key === undefined ? [] : sharingTermsOf(trx, await signalsOfKey(trx, key))
}

function factsOf(
  event: EvaluationEvent,
  signals: readonly DerivedSignal[],
  beyond: readonly Terms[],
): EvidenceFacts {
  const terms: readonly Terms[] = [...signals, ...beyond]
  const all = (answer: keyof Consent) => terms.every((one) => one.consent[answer])
  return {
    signals,
    marking: terms.reduce<Marking>((worst, one) => stricterMarking(worst, one.marking), 'TLP:CLEAR'),
    consent: { internal: all('internal'), ombudsman: all('ombudsman'), un: all('un'), public: all('public') },
    actors: [...new Set(signals.flatMap((one) => one.actors))].toSorted(),
    tracks: [...new Set(signals.map((one) => one.track))].toSorted(),
    certainty: certaintyOf(
      signals.map((one) => ({
        root: String(one.fields['source.root']),
        credibility: Number(one.fields['credibility']),
      })),
      event.reason === 'no_data',
    ),
  }
}
