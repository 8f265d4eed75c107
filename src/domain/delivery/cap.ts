// One change of an alert as a CAP 1.2 message. Pure and total: the same change, view and earlier messages give the same tree.
import { saidTime, saidTimeAside } from '../said-time.ts'
import type { Language, Text } from '../text.ts'
import { type DurationMs, parseInstant } from '../time.ts'
import {
  type CapMsgType,
  type CapScope,
  type CapStatus,
  capCategory,
  capCertainty,
  capLevels,
  capWords,
} from './cap-words.ts'
import { comparisonTexts } from './comparison-texts.ts'
import type { View } from './exclusion.ts'
import { certaintyLabel, kindLabel, levelLabel, words } from './message-text.ts'
import type { Occasion } from './routing.ts'
import { levelOf } from './situation.ts'
import { shortId, withAside } from './telling.ts'
import { branch, cleanText, leaf, offsetTime, type XmlElement } from './xml-tree.ts'

export const CAP_NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2'

/** A file says for how long its information holds. An alert that is still open after it has its newest state in the alert's own file. */
const HOLDS_MS: DurationMs = 7 * 86_400_000
/** Longer texts are cut by receivers, in places of their own choosing. */
const HEADLINE_LENGTH = 160

/** An earlier message of the same alert and view. */
export interface CapReference {
  readonly sender: string
  readonly identifier: string
  readonly sent: string
}

export interface CapInput {
  readonly occasion: Occasion
  readonly identifier: string
  /** Who answers for the message; what CAP does not allow in it is replaced. */
  readonly sender: string
  readonly status: CapStatus
  readonly scope: CapScope
  /** Whom a Private message is for. */
  readonly addresses: readonly string[]
  /** Oldest first. */
  readonly earlier: readonly CapReference[]
  readonly view: View
  /** Without a slash at its end. */
  readonly publicUrl: string
}

/** Changes of an alert that a CAP file can tell; acts of people and clocks are told only where a route asks for it. */
export function isTellableByCap(kind: string): boolean {
  return [
    'fired',
    'reopened',
    'raised',
    'lowered',
    'corrected',
    'evidence_withdrawn',
    'consent_withdrawn',
    'resolved',
    'expired',
  ].includes(kind)
}

/** The first message of a chain is an Alert whatever it tells, because an Update must name what it updates. */
export function capMsgType(event: Occasion['event'], hasEarlier: boolean): CapMsgType {
  if (!hasEarlier || event.kind === 'fired' || event.kind === 'reopened') return 'Alert'
  if (event.kind === 'resolved' || event.kind === 'expired') return 'Cancel'
  const isNothingLeft = event.level === null || event.body.evidence.count === 0
  return event.kind === 'evidence_withdrawn' && isNothingLeft ? 'Cancel' : 'Update'
}

export function buildCap(input: CapInput): XmlElement {
  const { occasion, status } = input
  const { event, alert, pack } = occasion
  const scope = input.scope === 'Private' && input.addresses.length === 0 ? 'Restricted' : input.scope
  return branch(
    'alert',
    [
      leaf('identifier', capToken(input.identifier)),
      leaf('sender', capToken(input.sender)),
      leaf('sent', offsetTime(event.at, pack.timeZone)),
      leaf('status', status),
      leaf('msgType', capMsgType(event, input.earlier.length > 0)),
      leaf('source', 'Vigía'),
      leaf('scope', scope),
      scope === 'Restricted' ? leaf('restriction', `${alert.marking}. ${both('restricted')}`) : undefined,
      scope === 'Private' ? leaf('addresses', input.addresses.map(capToken).join(' ')) : undefined,
      leaf('note', noteOf(input)),
      leaf('references', input.earlier.map(referenceText).join(' ')),
      leaf('incidents', shortId(alert.id)),
      (['es', 'en'] as const).map((language) =>
        input.view === 'full' ? fullInfo(input, language) : thinInfo(input, language),
      ),
    ],
    { xmlns: CAP_NAMESPACE },
  )
}

/** Identifier and sender stand in lists that space and comma divide. */
export function capToken(text: string): string {
  return cleanText(text).replaceAll(/[\s,<&]+/g, '-')
}

const referenceText = ({ sender, identifier, sent }: CapReference): string =>
  `${capToken(sender)},${capToken(identifier)},${sent}`

const both = (name: keyof typeof capWords): string => `${capWords[name].es} / ${capWords[name].en}`

function noteOf({ occasion, status }: CapInput): string | undefined {
  if (status === 'Exercise') return `${both('exerciseNote')}: ${occasion.alert.process}`
  return status === 'Test' ? both('testNote') : undefined
}

function languageTag({ pack }: Occasion, language: Language): string {
  return language === 'es' ? `es-${pack.country.toUpperCase()}` : 'en'
}

/** Nothing of an exercise or a test can be read as a real alert, in whatever part of the file somebody looks. */
function prefixOf({ status }: CapInput, language: Language): string {
  if (status === 'Exercise') return `${words.exercise[language]} `
  return status === 'Test' ? `${{ es: '[PRUEBA]', en: '[TEST]' }[language]} ` : ''
}

function fullInfo(input: CapInput, language: Language): XmlElement {
  const { occasion } = input
  const { event, alert, pack } = occasion
  const row = capLevels[levelOf(event, alert)]
  const msgType = capMsgType(event, input.earlier.length > 0)
  return branch('info', [
    leaf('language', languageTag(occasion, language)),
    leaf('category', capCategory(event.body.tracks)),
    leaf('event', alert.title[language]) ?? leaf('event', alert.ruleId),
    leaf('responseType', responseOf(event.kind, msgType, row.responseType)),
    leaf('urgency', msgType === 'Cancel' ? 'Past' : row.urgency),
    leaf('severity', row.severity),
    leaf('certainty', capCertainty(event.body.certainty)),
    leaf('effective', offsetTime(event.at, pack.timeZone)),
    leaf('onset', offsetTime(alert.firedAt, pack.timeZone)),
    leaf('expires', offsetTime(event.at + HOLDS_MS, pack.timeZone)),
    leaf('senderName', capWords.senderName[language]),
    leaf('headline', headlineOf(input, language)),
    leaf('description', prefixOf(input, language) + descriptionOf(occasion, language)),
    leaf('instruction', instructionOf(input, language)),
    leaf('web', linkOf(input)),
    parametersOf(occasion),
    areaOf(occasion),
  ])
}

/** What may be said to a reader who was told before and may not read on: that it is over or has changed, and nothing of what it was. */
function thinInfo(input: CapInput, language: Language): XmlElement {
  const { occasion } = input
  const mark = prefixOf(input, language)
  return branch('info', [
    leaf('language', languageTag(occasion, language)),
    leaf('category', 'Other'),
    leaf('event', capWords.notice[language]),
    leaf('responseType', 'None'),
    leaf('urgency', 'Unknown'),
    leaf('severity', 'Unknown'),
    leaf('certainty', 'Unknown'),
    leaf('effective', offsetTime(occasion.event.at, occasion.pack.timeZone)),
    leaf('senderName', capWords.senderName[language]),
    leaf('headline', thinHeadline(input, language)),
    leaf('description', `${mark}${words.thinNotice[language]}`),
    leaf('web', linkOf(input)),
  ])
}

/** Over is only what the condition says is over; an alert that ran out or lost its evidence is no all-clear. */
function responseOf(kind: string, msgType: CapMsgType, ofLevel: string): string {
  if (msgType !== 'Cancel') return ofLevel
  return kind === 'resolved' ? 'AllClear' : 'None'
}

/** What a list of files shows of each. */
export function capHeadlines(input: CapInput): Text {
  const inLanguage = (language: Language) =>
    cleanText(input.view === 'full' ? headlineOf(input, language) : thinHeadline(input, language))
  return { es: inLanguage('es'), en: inLanguage('en') }
}

const thinHeadline = (input: CapInput, language: Language): string =>
  `${prefixOf(input, language)}Vigía ${shortId(input.occasion.alert.id)}`

const linkOf = ({ publicUrl, occasion }: CapInput): string => `${publicUrl}/alerts/${occasion.alert.id}`

function headlineOf(input: CapInput, language: Language): string {
  const { event, alert, pack } = input.occasion
  const level = levelLabel[levelOf(event, alert)][language]
  const kind = kindLabel(event.kind)[language]
  const text = `${kind} · ${level} · ${alert.title[language]} – ${pack.placeText(alert.place)}`
  return cut(`${prefixOf(input, language)}${text}`, HEADLINE_LENGTH)
}

function descriptionOf({ event, alert, pack }: Occasion, language: Language): string {
  const { body } = event
  const say = (name: keyof typeof words, value: string) => `${words[name][language]}: ${value}`
  const late = alert.isLate ? `, ${words.late[language]}` : ''
  const lines = [
    body.explain[language],
    say('where', pack.placeText(alert.place)),
    `${say('dataUntil', saidTime(alert.asOf, pack.timeZone, language))}${late}`,
    say('certainty', certaintyLabel(body.certainty)[language]),
    say('reports', String(body.evidence.count)),
    ...comparisonTexts(body, language).map((text) => say('measured', text)),
  ]
  return lines.filter((line) => cleanText(line) !== '').join('\n')
}

function instructionOf(input: CapInput, language: Language): string | undefined {
  const { event, pack } = input.occasion
  const lines = event.body.recommended.slice(0, 8).flatMap((action) => {
    const text = cut(cleanText(action.text[language]), 600)
    const to = pack.addresseeLabel(action.to)[language]
    return text === ''
      ? []
      : [withAside(text, `${to}, ${words.by[language]} ${dueText(action.due_at, pack.timeZone, language)}`)]
  })
  return lines.length === 0 ? undefined : prefixOf(input, language) + lines.join('\n')
}

function dueText(text: string, timeZone: string, language: Language): string {
  const at = parseInstant(text)
  return at === undefined ? text : saidTimeAside(at, timeZone, language)
}

const parameter = (name: string, value: string | null) => named('parameter', `vigia:${name}`, value)

function parametersOf({ event, alert }: Occasion): (XmlElement | undefined)[] {
  const { phase, window, evidence } = event.body
  return [
    parameter('level', levelOf(event, alert)),
    parameter('rule', alert.ruleId),
    parameter('phase', phase),
    parameter('window', window),
    parameter('marking', alert.marking),
    parameter('change', event.kind),
    parameter('process', alert.process),
    parameter('reports', String(evidence.count)),
  ]
}

/** The area is what its codes name, so only codes of exactly this place stand here and none of what contains it. */
function areaOf({ alert, pack }: Occasion): XmlElement {
  return branch('area', [
    leaf('areaDesc', pack.placeText(alert.place)) ?? leaf('areaDesc', alert.place),
    leaf(
      'polygon',
      pack
        .outlineOf(alert.place)
        ?.map(([lat, lon]) => `${lat},${lon}`)
        .join(' '),
    ),
    pack.geocodesOf(alert.place).map(({ name, code }) => named('geocode', name, code)),
  ])
}

function named(element: string, name: string, value: string | null): XmlElement | undefined {
  const content = leaf('value', value ?? undefined)
  return content === undefined ? undefined : branch(element, [leaf('valueName', name), content])
}

/** A sign that is cut through is dropped when the text is cleaned. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}
