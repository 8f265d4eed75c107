// The after-action report as Markdown and as one HTML page that needs nothing else: the same sections, marked as an exercise throughout.
import { escapeText } from '../backtest/charts.ts'
import type { Language } from '../text.ts'
import type { DrillReport } from './report.ts'
import { drillTexts } from './report-texts.ts'

interface Section {
  readonly title: string
  readonly lines: readonly string[]
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** `1 h 05 min`, `4 min 10 s`, `0.3 s`. */
function span(seconds: number | null, none = '–'): string {
  if (seconds === null) return none
  if (seconds < 60) return `${seconds} s`
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60)]
  if (hours === 0) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`
  return `${hours} h ${String(minutes).padStart(2, '0')} min`
}

function inBrief(report: DrillReport, language: Language): Section {
  const t = drillTexts[language]
  const list = (all: readonly string[]) => (all.length === 0 ? t.none : all.join(', '))
  const trial = report.on_trial === 0 ? '' : ` (+ ${report.on_trial} ${t.onTrial})`
  const unanswered = report.alerts.filter((one) => report.unanswered.includes(one.id))
  return {
    title: t.summary,
    lines: [
      `${t.aim}: ${report.aim[language]}`,
      `${t.pace}: ${t[report.pace]}`,
      `${t.clock}: ${report.clock.from} → ${report.clock.to}`,
      `${t.ran}: ${report.ranAt} · ${report.process}`,
      `${t.signals}: ${t.ofSignals(report.signals.accepted, report.signals.played)}`,
      ...(report.signals.refused.length === 0 ? [] : [`${t.refused}: ${report.signals.refused.join('; ')}`]),
      `${t.alertsRaised}: ${report.alerts.length}${trial}`,
      `${t.slowSignal}: ${span(report.slowest.signal_to_alert_seconds)}`,
      `${t.slowDelivery}: ${span(report.slowest.alert_to_delivery_seconds)}`,
      `${t.slowAnswer}: ${span(report.slowest.alert_to_answer_seconds, t.never)}`,
      `${t.unanswered}: ${list(unanswered.map((one) => `${one.title[language]} (${one.place_name})`))}`,
      ...(unanswered.length > 0 && report.pace === 'fast' ? [t.fastAnswers] : []),
      `${t.unreachable}: ${list(report.unreachable)}`,
      `${t.unusable}: ${list(report.unusable)}`,
    ],
    head: [],
    rows: [],
  }
}

function sections(report: DrillReport, language: Language): Section[] {
  const t = drillTexts[language]
  const reason = (code: string) => t.reasons[code] ?? code
  return [
    inBrief(report, language),
    {
      title: t.alerts,
      lines: [],
      head: [
        t.head.alert,
        t.head.place,
        t.head.level,
        t.head.evidence,
        t.head.first,
        t.head.last,
        t.head.delivery,
        t.head.told,
        t.head.answer,
      ],
      rows: report.alerts.map((one) => [
        `${one.title[language]} · ${one.rule}`,
        one.place_name,
        t.levels[one.level] ?? one.level,
        String(one.evidence),
        span(one.first_signal_to_alert_seconds),
        span(one.last_signal_to_alert_seconds),
        span(one.last_delivery_seconds),
        String(one.told),
        one.needs_answer ? span(one.answered_seconds, t.never) : '–',
      ]),
    },
    {
      title: t.people,
      lines: [],
      head: [t.head.recipient, t.head.channel, t.head.delivered, t.head.seen, t.head.slowest, t.head.why],
      rows: report.recipients.map((one) => [
        one.recipient,
        one.channel,
        `${one.delivered} / ${one.considered}`,
        String(one.seen),
        span(one.slowest_seconds),
        one.reasons.map(reason).join('; '),
      ]),
    },
    {
      title: t.withheld,
      lines: [],
      head: [t.head.reason, t.head.channel, t.head.count, t.head.to],
      rows: report.withheld.map((one) => [
        reason(one.reason),
        one.channel,
        String(one.count),
        one.recipients.join(', '),
      ]),
    },
  ]
}

const line = (cells: readonly string[]) => `| ${cells.map((one) => one.replaceAll('|', '\\|')).join(' | ')} |`

const row = (tag: 'th' | 'td', cells: readonly string[]) =>
  `<tr>${cells.map((one) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${escapeText(one)}</${tag}>`).join('')}</tr>`

const titleOf = (report: DrillReport, language: Language) =>
  `[${drillTexts[language].mark}] ${report.title[language]} · ${drillTexts[language].report}`

export function drillMarkdown(report: DrillReport, language: Language): string {
  const parts = sections(report, language).flatMap(({ title, lines, head, rows }) => [
    `## ${title}`,
    '',
    ...lines.map((one) => `- ${one}`),
    ...(rows.length === 0 ? [] : [line(head), line(head.map(() => '---')), ...rows.map(line)]),
    '',
  ])
  return [`# ${titleOf(report, language)}`, '', `> ${drillTexts[language].note}`, '', ...parts].join('\n')
}

const style = `body{font:15px/1.5 system-ui,sans-serif;margin:0;color:#1b1f24;background:#fff}
main{max-width:1080px;margin:0 auto;padding:0 1rem 3rem}
.stripe{background:repeating-linear-gradient(45deg,#f2c200 0 18px,#1b1f24 18px 36px);padding:.6rem;text-align:center}
.stripe b{background:#fff;color:#1b1f24;padding:.15rem .8rem;letter-spacing:.2em}
h1{font-size:1.5rem;margin:1.2rem 0 .4rem}h2{font-size:1.1rem;margin:1.6rem 0 .4rem;border-bottom:2px solid #1b1f24}
table{border-collapse:collapse;width:100%;font-size:13px}th,td{border-bottom:1px solid #d0d7de;padding:.3rem .5rem;text-align:left;vertical-align:top}
th{background:#f6f8fa}td{overflow-wrap:anywhere}.note{border-left:4px solid #8a6d00;padding:.25rem 1rem;background:#fff8e1}
@media print{.stripe{-webkit-print-color-adjust:exact;print-color-adjust:exact}tr{break-inside:avoid}}`

export function drillHtml(report: DrillReport, language: Language): string {
  const t = drillTexts[language]
  const stripe = `<div class="stripe"><b>${t.mark}</b></div>`
  const parts = sections(report, language).map(({ title, lines, head, rows }) =>
    [
      `<h2>${escapeText(title)}</h2>`,
      lines.length === 0 ? '' : `<ul>${lines.map((one) => `<li>${escapeText(one)}</li>`).join('')}</ul>`,
      rows.length === 0
        ? ''
        : `<table><thead>${row('th', head)}</thead><tbody>${rows.map((one) => row('td', one)).join('\n')}</tbody></table>`,
      rows.length + lines.length === 0 ? `<p>${t.none}</p>` : '',
    ].join('\n'),
  )
  return [
    `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escapeText(titleOf(report, language))}</title><style>${style}</style></head><body>${stripe}<main>`,
    `<h1>${escapeText(titleOf(report, language))}</h1><p class="note">${escapeText(t.note)}</p>`,
    ...parts,
    `</main>${stripe}</body></html>\n`,
  ].join('\n')
}
