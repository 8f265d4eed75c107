// A message as an e-mail: subject, plain text first, HTML that reads at 320 px without pictures, scripts or anything remote.
import type { LevelName } from '../rules/rule.ts'
import type { Language } from '../text.ts'
import { formatInstant } from '../time.ts'
import { isWithin } from './exclusion.ts'
import { mailHtml } from './mail-html.ts'
import { leadOf, mailSections, sealLines } from './mail-sections.ts'
import type { MailMessage } from './message.ts'
import { kindLabel, levelLabel, words } from './message-text.ts'
import { levelOf } from './situation.ts'
import { bodyLines, exerciseMark, languageOf, linkTo, shortId, type Telling } from './telling.ts'

export function renderMail(telling: Telling): MailMessage {
  const language = languageOf(telling)
  const { alert, event } = telling.occasion
  const link = linkTo(telling)
  const lines = telling.view === 'thin' ? [] : ['', ...bodyLines(telling, language)]
  return {
    type: 'email',
    view: telling.view,
    language,
    subject: oneLine(subjectOf(telling, language)),
    text: [
      leadOf(telling, language),
      ...lines,
      '',
      `${words.link[language]}: ${link}`,
      shortId(alert.id),
      ...sealLines(telling.checkpoint, language),
      '',
    ].join('\n'),
    html: htmlOf(telling, language),
    thread: alert.id,
    list: telling.audience.code,
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

/** Contrast above 7 : 1 with their ink; told apart by lightness too, for whoever sees no colours. */
const badgeColors: Readonly<Record<LevelName, readonly [color: string, ink: string]>> = {
  info: ['#dce6f2', '#12263a'],
  watch: ['#ffe08a', '#332600'],
  warning: ['#9a3412', '#ffffff'],
  critical: ['#8b0015', '#ffffff'],
}

function htmlOf(telling: Telling, language: Language): string {
  const { alert, event, pack } = telling.occasion
  const link = { label: words.link[language], url: linkTo(telling) }
  const banner = alert.isExercise ? { banner: words.exerciseBanner[language] } : {}
  const lead = leadOf(telling, language)
  const seal = telling.checkpoint
    ? { seal: { label: words.auditLog[language], text: telling.checkpoint } }
    : {}
  const common = { language, ...banner, ...seal, link }
  if (telling.view === 'thin')
    return mailHtml({
      ...common,
      title: `Vigía ${shortId(alert.id)}`,
      lead,
      sections: [],
      foot: shortId(alert.id),
    })
  const level = levelOf(event, alert)
  const [color, ink] = badgeColors[level]
  const foot = `${shortId(alert.id)} · ${words.marking[language]}: ${alert.marking} · ${words.to[language]}: ${telling.audience.labels[language]}`
  return mailHtml({
    ...common,
    badge: { text: `${levelLabel[level][language]} · ${kindLabel(event.kind)[language]}`, color, ink },
    title: `${alert.title[language]} – ${pack.placeText(alert.place)}`,
    lead,
    sections: mailSections(telling, language),
    foot,
  })
}
