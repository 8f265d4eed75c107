// A message as the JSON body of a webhook (docs/webhooks.md). Always below the 20 kB that receivers may count on.
import { formatInstant } from '../time.ts'
import { isNotForBroadcast } from './route-settings.ts'
import { levelOf } from './situation.ts'
import { acknowledgeBy, CARRIED_SHOWN, exerciseMark, linkTo, shortId, type Telling } from './telling.ts'

/** Standard Webhooks asks for less than 20 kB; the rest is room for what a proxy may add. */
export const PAYLOAD_LIMIT_BYTES = 19_000

const types: Readonly<Record<string, string>> = {
  fired: 'vigia.alert.fired',
  // An episode that opens again is news of the same kind; `event` in the data tells them apart.
  reopened: 'vigia.alert.fired',
  raised: 'vigia.alert.raised',
  acknowledged: 'vigia.alert.acknowledged',
  resolved: 'vigia.alert.resolved',
  expired: 'vigia.alert.expired',
  evidence_withdrawn: 'vigia.alert.evidence_withdrawn',
  corrected: 'vigia.alert.corrected',
  action_overdue: 'vigia.alert.action_overdue',
}

export function renderPayload(telling: Telling): string {
  const { event } = telling.occasion
  const type = types[event.kind] ?? 'vigia.alert.corrected'
  const bodyWith = (data: object) => JSON.stringify({ type, timestamp: formatInstant(event.at), data })
  const thin = thinData(telling)
  if (telling.view === 'thin') return bodyWith(thin)
  const full = { ...thin, ...fullData(telling) }
  const forms = [full, { ...full, comparisons: [], recommended: [], overdue: [], is_shortened: true }]
  return forms.map(bodyWith).find((body) => byteLength(body) <= PAYLOAD_LIMIT_BYTES) ?? bodyWith(thin)
}

/** Id and link only, and what a receiver needs to handle it: that it is an exercise, and that there is more to read. */
function thinData(telling: Telling) {
  const { alert, event } = telling.occasion
  return {
    alert_id: alert.id,
    reference: shortId(alert.id),
    event: event.kind,
    ordinal: event.ordinal,
    view: telling.view,
    status: alert.isExercise ? 'exercise' : 'actual',
    link: linkTo(telling),
    ...(telling.checkpoint ? { audit_checkpoint: telling.checkpoint } : {}),
    ...carriedData(telling),
  }
}

/** Only in a message that lists other changes. */
function carriedData({ carried = [] }: Telling) {
  if (carried.length === 0) return {}
  const shown = carried.slice(0, CARRIED_SHOWN)
  return {
    carried_count: carried.length,
    carried: shown.map((one) => ({ alert_id: one.alertId, event: one.kind, ordinal: one.ordinal })),
  }
}

function fullData(telling: Telling) {
  const { alert, event, pack } = telling.occasion
  const { body } = event
  const due = acknowledgeBy(telling)
  const marked = (text: { readonly es: string; readonly en: string }) => ({
    es: `${exerciseMark(telling, 'es')}${text.es}`,
    en: `${exerciseMark(telling, 'en')}${text.en}`,
  })
  return {
    process: alert.process,
    rule: alert.ruleId,
    marking: alert.marking,
    level: levelOf(event, alert),
    certainty: body.certainty,
    state: alert.state,
    title: marked(alert.title),
    explain: marked(body.explain),
    place: { code: alert.place, name: pack.placeText(alert.place) },
    fired_at: formatInstant(alert.firedAt),
    as_of: formatInstant(alert.asOf),
    is_late: alert.isLate,
    acknowledge_by: due === undefined ? null : formatInstant(due),
    evidence_count: body.evidence.count,
    comparisons: body.comparisons,
    recommended: body.recommended,
    overdue: body.overdue,
    missed: telling.missed,
    do_not_broadcast: isNotForBroadcast(telling.occasion, [telling.audience.code]),
    comment: telling.comment ?? null,
  }
}

/** UTF-8 bytes of a text, counted without encoding it: JSON.stringify leaves no lone surrogates. */
function byteLength(text: string): number {
  let bytes = 0
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
