// A message as an e-mail: subject, plain text first, HTML that reads at 320 px without pictures, scripts or anything remote.
import type { Language } from '../text.ts'
import { formatInstant } from '../time.ts'
import { isWithin } from './exclusion.ts'
import type { MailMessage } from './message.ts'
import { levelLabel, words } from './message-text.ts'
import { levelOf } from './situation.ts'
import { bodyLines, exerciseMark, languageOf, linkTo, shortId, type Telling } from './telling.ts'

export function renderMail(telling: Telling): MailMessage {
  const language = languageOf(telling)
  const { alert, event } = telling.occasion
  const lines = bodyLines(telling, language)
  const link = linkTo(telling)
  return {
    type: 'email',
    view: telling.view,
    language,
    subject: oneLine(subjectOf(telling, language)),
    text: [...lines, '', `${words.link[language]}: ${link}`, shortId(alert.id), ''].join('\n'),
    html: htmlOf(lines, link, words.link[language], language),
    thread: alert.id,
    date: formatInstant(event.at),
  }
}

/** Places and names stay out of a subject above GREEN: subjects are shown on locked screens and kept in logs on the way. */
function subjectOf(telling: Telling, language: Language): string {
  const { alert, event, pack } = telling.occasion
  const mark = exerciseMark(telling, language)
  if (telling.view === 'thin') return `${mark}Vigía ${shortId(alert.id)}`
  const level = levelLabel[levelOf(event, alert)][language].toUpperCase()
  const place = isWithin(alert.marking, 'TLP:GREEN') ? ` – ${pack.placeText(alert.place)}` : ''
  return `${mark}[${alert.marking}] [${level}] ${alert.title[language]}${place} – ${shortId(alert.id)}`
}

/** A header is one line, whatever a rule's title holds. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 200)
}

function htmlOf(lines: readonly string[], link: string, label: string, language: Language): string {
  const paragraphs = lines.map((line) => `<p style="margin:0 0 8px">${escapeHtml(line)}</p>`).join('')
  const anchor = `<p><a href="${escapeHtml(link)}">${escapeHtml(label)}</a></p>`
  const style = 'font:16px/1.4 sans-serif;max-width:600px;margin:0;padding:12px;overflow-wrap:anywhere'
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"></head><body style="${style}">${paragraphs}${anchor}</body></html>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}
