// A message for an adapter (docs/adapters.md): a short text with the words that answer it. GREEN only; above it nothing but the reference.
import type { Language } from '../text.ts'
import { formatInstant } from '../time.ts'
import type { AdapterMessage } from './message.ts'
import { kindLabel, levelLabel, words } from './message-text.ts'
import { usefulLifeOf } from './retry.ts'
import { smsText } from './short-text.ts'
import { asksForAnswer, isNotice, levelOf } from './situation.ts'
import { exerciseMark, languageOf, shortId, type Telling } from './telling.ts'

/** Of a messenger's text: what a reader takes in without scrolling. */
const MESSENGER_LIMIT = 700

/** The word that answers; the rest of the answer is the reference. */
const yes = { es: 'SI', en: 'YES' } as const

export function renderShort(telling: Telling): AdapterMessage {
  const language = languageOf(telling)
  const { alert, event } = telling.occasion
  const reference = shortId(alert.id)
  const answer = asksForAnswer(event.kind) ? `${yes[language]} ${reference}` : null
  const tail = answer === null ? '' : `${words.replyWith[language]} ${answer}`
  const head = `${exerciseMark(telling, language)}${headOf(telling, language)} ${reference}:`
  const format = telling.channel.type === 'sms' ? 'sms' : 'messenger'
  const middle = telling.view === 'thin' ? thinOf(telling, language) : sentenceOf(telling, language)
  const fitted = format === 'sms' ? smsText(head, middle, tail) : messengerText(head, middle, tail)
  return {
    type: 'adapter',
    view: telling.view,
    format,
    ...fitted,
    language,
    reference,
    answer,
    at: formatInstant(event.at),
    expiresAt: formatInstant(event.at + (usefulLifeOf('adapter') ?? 0)),
  }
}

function headOf({ view, occasion }: Telling, language: Language): string {
  if (view === 'thin') return 'Vigía'
  return levelLabel[levelOf(occasion.event, occasion.alert)][language].toUpperCase()
}

function thinOf({ occasion }: Telling, language: Language): string {
  return (isNotice(occasion.event.kind) ? words.thinNotice : words.thin)[language]
}

function sentenceOf({ occasion }: Telling, language: Language): string {
  const { alert, event, pack } = occasion
  const what = event.kind === 'fired' ? '' : `${kindLabel(event.kind)[language]}. `
  return `${what}${alert.title[language]}, ${pack.placeText(alert.place)}. ${event.body.explain[language]}`
}

export function messengerText(head: string, middle: string, tail: string) {
  const room = MESSENGER_LIMIT - head.length - tail.length - 2
  const cut = middle.length <= room ? middle : `${middle.slice(0, room - 1).trimEnd()}…`
  const text = [head, cut, tail].filter((part) => part !== '').join('\n')
  return { text, encoding: 'unicode' as const }
}

/** «SI ALR-1234ABCD», «yes alr-1234abcd.», «SÍ TEST-1234ABCD»: the reference that somebody says yes to; undefined = anything else. */
export function readAnswer(text: string): string | undefined {
  const said = text.normalize('NFD').replaceAll(/\p{M}/gu, '').trim()
  return /^(?:si|yes|ok)[\s,:]+((?:ALR|TEST)-[0-9a-f]{8})[\s.!]*$/i.exec(said)?.[1]?.toUpperCase()
}
