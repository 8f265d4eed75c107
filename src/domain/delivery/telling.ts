// What is told to one recipient over one channel, and the lines of text that every form of message is made of.
import type { LevelName } from '../rules/rule.ts'
import { saidTime, saidTimeAside } from '../said-time.ts'
import type { Language, Text } from '../text.ts'
import { type DurationMs, type Instant, parseInstant } from '../time.ts'
import { comparisonTexts } from './comparison-texts.ts'
import type { View } from './exclusion.ts'
import { certaintyLabel, kindLabel, levelLabel, words } from './message-text.ts'
import { isNotForBroadcast } from './route-settings.ts'
import { type Addressee, acknowledgeWithin, type Channel, type Occasion } from './routing.ts'
import { asksForAnswer, isNotice, levelOf } from './situation.ts'

export interface Telling {
  readonly occasion: Occasion
  readonly deliveryId: string
  readonly audience: Addressee['audience']
  readonly recipient: string
  readonly channel: Channel
  readonly view: View
  /** Kinds of the changes that never reached the recipient and end in this message, oldest first. */
  readonly missed: readonly string[]
  /** Other changes that this message lists, the most urgent first; only where it lists any. */
  readonly carried?: readonly CarriedChange[]
  /** Silences since the last message to this recipient. */
  readonly silences?: readonly PastSilence[]
  /** What the person who released it added. */
  readonly comment?: string | null
  /** The audit log's last signed checkpoint: whoever keeps the message keeps a witness of the log. */
  readonly checkpoint?: string | null
  /** Where people sign in, without a slash at its end. */
  readonly publicUrl: string
}

export interface CarriedChange {
  readonly alertId: string
  readonly ordinal: number
  readonly kind: string
  readonly level: LevelName
  readonly title: Text
  readonly place: string
  readonly marking: string
}

export interface PastSilence {
  readonly from: Instant
  readonly to: Instant
  readonly by: string
}

/** Changes that a list names one by one; the others are counted and found in the console. */
export const CARRIED_SHOWN = 50

/** `ALR-` and the first eight digits of the alert's id: short enough to be read over the phone. */
export const shortId = (alertId: string): string => `ALR-${alertId.slice(0, 8).toUpperCase()}`

export const linkTo = (telling: Telling): string => `${telling.publicUrl}/alerts/${telling.occasion.alert.id}`

/** Prefix of every text of an exercise, with a space after it; empty for a real alert. */
export const exerciseMark = (telling: Telling, language: Language): string =>
  telling.occasion.alert.isExercise ? `${words.exercise[language]} ` : ''

export function languageOf({ occasion, channel }: Telling): Language {
  return channel.language ?? occasion.pack.routing.languages.default
}

/** One line that names the alert; thin: nothing but the id. */
export function headline(telling: Telling, language: Language): string {
  const { alert, event, pack } = telling.occasion
  const mark = exerciseMark(telling, language)
  if (telling.view === 'thin') return `${mark}Vigía ${shortId(alert.id)}`
  const level = levelLabel[levelOf(event, alert)][language]
  return `${mark}${kindLabel(event.kind)[language]} · ${level} · ${alert.title[language]} – ${pack.placeText(alert.place)}`
}

/** The message as lines of plain text: who, what, where, when, how severe, how certain, do what, by when, why. */
export function bodyLines(telling: Telling, language: Language): string[] {
  const { event } = telling.occasion
  const mark = exerciseMark(telling, language)
  if (telling.view === 'thin') {
    const sentence = isNotice(event.kind) ? words.thinNotice : words.thin
    return [`${mark}${sentence[language]}`, ...carriedLines(telling, language)]
  }
  const own = [...handlingLines(telling, language), ...factLines(telling, language)]
  return [`${mark}${headOf(telling, language)}`, ...own, ...carriedLines(telling, language)]
}

function headOf({ audience, occasion }: Telling, language: Language): string {
  return `${words.to[language]}: ${audience.labels[language]} · ${words.marking[language]}: ${occasion.alert.marking}`
}

function factLines(telling: Telling, language: Language): string[] {
  const { alert, event, pack } = telling.occasion
  const say = (name: keyof typeof words, value: string) => `${words[name][language]}: ${value}`
  const level = levelLabel[levelOf(event, alert)][language]
  const late = alert.isLate ? `, ${words.late[language]}` : ''
  const time = (at: Instant) => saidTime(at, pack.timeZone, language)
  const [fired, until] = [time(alert.firedAt), time(alert.asOf)]
  // Data that are as new as the alert go without saying.
  const data = fired === until && !alert.isLate ? '' : `; ${words.dataUntil[language]} ${until}${late}`
  return [
    say('what', `${kindLabel(event.kind)[language]}: ${alert.title[language]}`),
    say('where', pack.placeText(alert.place)),
    say('when', `${fired}${data}`),
    say(
      'level',
      `${level} · ${words.certainty[language]}: ${certaintyLabel(event.body.certainty)[language]}`,
    ),
    ...onDutyLine(telling, language),
    ...answerBy(telling, language),
    ...actionLines(telling, language),
    say('why', event.body.explain[language]),
    say('reports', String(event.body.evidence.count)),
    ...comparisonLines(telling, language),
    ...(telling.missed.length === 0
      ? []
      : [say('missed', telling.missed.map((kind) => kindLabel(kind)[language]).join('; '))]),
  ]
}

/** How to handle it, and what people did about it being told: above the facts, because it changes what the reader may do. */
function handlingLines(telling: Telling, language: Language): string[] {
  const { occasion, audience, comment } = telling
  const { pack, event } = occasion
  const { silence, draft } = event.body
  const span = (from: Instant, to: Instant) =>
    `${saidTime(from, pack.timeZone, language)} – ${saidTime(to, pack.timeZone, language)}`
  const silences = telling.silences ?? []
  return [
    ...(isNotForBroadcast(occasion, [audience.code]) ? [words.doNotBroadcast[language]] : []),
    ...(silence === null
      ? []
      : [
          `${words.silence[language]}: ${saidOfText(silence.from, pack, language)} – ${saidOfText(silence.to, pack, language)}, ${silence.by}: ${cut(silence.reason, 600)}`,
        ]),
    // Who silenced is the institution's own affair.
    ...silences.map(
      (one) =>
        `${words.silenced[language]}: ${span(one.from, one.to)}${audience.inside ? `, ${one.by}` : ''}`,
    ),
    ...(draft === null
      ? []
      : [
          `${words.draftWaits[language]}: ${pack.addresseeLabel(draft.audience)[language]}, ${words.since[language]} ${saidOfText(draft.since, pack, language)}`,
        ]),
    ...overdueOf(telling, language).map((measure) => `${words.overdue[language]}: ${measure}`),
    ...(comment === undefined || comment === null ? [] : [`${words.comment[language]}: ${comment}`]),
  ]
}

function carriedLines(telling: Telling, language: Language): string[] {
  const { carried = [], view, occasion } = telling
  if (carried.length === 0) return []
  const shown = carried.slice(0, CARRIED_SHOWN).map((one) => {
    if (view === 'thin') return shortId(one.alertId)
    const what = `${kindLabel(one.kind)[language]} · ${levelLabel[one.level][language]} · ${one.title[language]}`
    return `${shortId(one.alertId)} · ${what} – ${occasion.pack.placeText(one.place)} [${one.marking}]`
  })
  const rest = carried.length - shown.length
  return [
    `${words.alsoListed[language]}: ${carried.length}`,
    ...shown,
    ...(rest > 0 ? [`${words.andMore[language]}: ${rest}`] : []),
  ]
}

/** When the acknowledgement is due; undefined for messages that ask for none. */
export function acknowledgeBy({ occasion, audience }: Telling): Instant | undefined {
  if (!asksForAnswer(occasion.event.kind)) return undefined
  const ofStep = parseInstant(occasion.event.body.step?.due_at ?? '')
  if (ofStep !== undefined) return ofStep
  const within: DurationMs | undefined = acknowledgeWithin(occasion, audience.code)
  return within === undefined ? undefined : occasion.event.at + within
}

/** Who is on duty for the recipient, where a rota says so. */
function onDutyLine({ occasion, recipient }: Telling, language: Language): string[] {
  const names = occasion.event.body.step?.people?.find((one) => one.recipient === recipient)?.names ?? []
  return names.length === 0 ? [] : [`${words.onDuty[language]}: ${names.join(', ')}`]
}

function answerBy(telling: Telling, language: Language): string[] {
  const due = acknowledgeBy(telling)
  if (due === undefined) return []
  return [`${words.acknowledgeBy[language]}: ${saidTime(due, telling.occasion.pack.timeZone, language)}`]
}

function actionLines(telling: Telling, language: Language): string[] {
  return actionsOf(telling, language).map((action) => `${words.doWhat[language]}: ${action}`)
}

/** What to do, who and by when, as short texts. */
export function actionsOf({ occasion }: Telling, language: Language): string[] {
  return measuresOf(occasion, occasion.event.body.recommended, language)
}

/** The measures whose time is over, in the same form. */
export function overdueOf({ occasion }: Telling, language: Language): string[] {
  return measuresOf(occasion, occasion.event.body.overdue, language)
}

type Measures = readonly { readonly to: string; readonly due_at: string; readonly text: Text }[]

function measuresOf({ pack }: Occasion, measures: Measures, language: Language): string[] {
  return measures.slice(0, 8).map((action) => {
    const to = pack.addresseeLabel(action.to)[language]
    const due = saidOfText(action.due_at, pack, language, saidTimeAside)
    return withAside(cut(action.text[language], 600), `${to}, ${words.by[language]} ${due}`)
  })
}

function comparisonLines(telling: Telling, language: Language): string[] {
  return comparisonsOf(telling, language).map((line) => `${words.measured[language]}: ${line}`)
}

/** Each measure with its threshold. */
export function comparisonsOf({ occasion }: Telling, language: Language): string[] {
  return comparisonTexts(occasion.event.body, language)
}

/** «Proteger.» → «Proteger (aside).»: a sentence ends after what is said of it in brackets. */
export function withAside(text: string, aside: string): string {
  const isSentence = /[^.]\.$/.test(text)
  return isSentence ? `${text.slice(0, -1)} (${aside}).` : `${text} (${aside})`
}

export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** A time that a message brings along as text; what is none is told as it is. */
function saidOfText(
  text: string,
  pack: Pick<Occasion['pack'], 'timeZone'>,
  language: Language,
  say = saidTime,
): string {
  const at = parseInstant(text)
  return at === undefined ? text : say(at, pack.timeZone, language)
}
