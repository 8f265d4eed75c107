// What stands in a mail: the sentence at the top that says who, what, where, when and do what, and the facts below it.
import { saidTime } from '../said-time.ts'
import type { Language } from '../text.ts'
import type { MailSection } from './mail-html.ts'
import { certaintyLabel, kindLabel, levelLabel, words } from './message-text.ts'
import { levelOf } from './situation.ts'
import {
  acknowledgeBy,
  actionsOf,
  bodyLines,
  comparisonsOf,
  cut,
  exerciseMark,
  overdueOf,
  type Telling,
} from './telling.ts'

/** One line that is enough to act on; thin: that there is something to read, and nothing of it. */
export function leadOf(telling: Telling, language: Language): string {
  if (telling.view === 'thin') return bodyLines(telling, language)[0] ?? ''
  const { alert, event, pack } = telling.occasion
  const level = levelLabel[levelOf(event, alert)][language].toUpperCase()
  const what = `${level}: ${alert.title[language]} ${words.in[language]} ${pack.placeText(alert.place)}`
  const when = `${words.since[language]} ${saidTime(alert.firedAt, pack.timeZone, language)}`
  const [late] = overdueOf(telling, language)
  const [first] = actionsOf(telling, language)
  const action =
    late !== undefined
      ? ` ${words.overdue[language]}: ${late}`
      : first === undefined
        ? ''
        : ` ${words.doWhat[language]}: ${first}`
  return `${exerciseMark(telling, language)}${telling.audience.labels[language]} – ${what}, ${when}.${action}`
}

/** Below the signature mark of a mail: a checkpoint of the audit log as it is verified, line by line. */
export function sealLines(checkpoint: string | null | undefined, language: Language): string[] {
  if (checkpoint === null || checkpoint === undefined) return []
  return ['', '-- ', `${words.auditLog[language]}:`, '', ...checkpoint.trimEnd().split('\n')]
}

export function mailSections(telling: Telling, language: Language): MailSection[] {
  const { event } = telling.occasion
  const missed = telling.missed.map((kind) => kindLabel(kind)[language])
  return [
    { heading: words.facts[language], rows: factRows(telling, language) },
    { heading: words.overdue[language], rows: overdueOf(telling, language) },
    { heading: words.doWhat[language], rows: actionsOf(telling, language) },
    {
      heading: words.why[language],
      rows: [cut(event.body.explain[language], 1_500)].filter((text) => text !== ''),
    },
    { heading: words.measured[language], rows: comparisonsOf(telling, language) },
    { heading: words.missed[language], rows: missed },
  ]
}

function factRows(telling: Telling, language: Language): (readonly [string, string])[] {
  const { alert, event, pack } = telling.occasion
  const late = alert.isLate ? `, ${words.late[language]}` : ''
  const due = acknowledgeBy(telling)
  const time = (instant: number) => saidTime(instant, pack.timeZone, language)
  return [
    [words.where[language], pack.placeText(alert.place)],
    [
      words.when[language],
      `${time(alert.firedAt)} · ${words.dataUntil[language]} ${time(alert.asOf)}${late}`,
    ],
    [words.certainty[language], certaintyLabel(event.body.certainty)[language]],
    [words.reports[language], String(event.body.evidence.count)],
    ...(due === undefined ? [] : [[words.acknowledgeBy[language], time(due)] as const]),
  ]
}
