// A difference between two counts in words: which number it is, and its values as the page writes them.
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { checkTexts } from './check-texts.ts'
import { bulletinTexts } from './texts.ts'
import type { Bulletin, Recount } from './types.ts'

type Value = Recount['as_known_then']['differences'][number]['was']

const levels = new Set(['level', 'level_before', 'max_level'])
const places = new Set(['place', 'not_heard'])
const moments = new Set(['last_received', 'fired_at'])

export function useDifferenceWords(bulletin: Bulletin): {
  readonly where: (at: string) => string
  readonly value: (at: string, value: Value) => string
} {
  const { recount } = useTexts(checkTexts)
  const { table } = useTexts(bulletinTexts)
  const { texts, language } = useSpeech()
  const { labels, format } = useSession()
  function alertName(id: string): string {
    const alert = bulletin.numbers.alerts.find((one) => one.id === id)
    if (alert === undefined) return `${recount.unlisted} (${id.slice(0, 8)})`
    return `${alert.title === null ? table.quiet : alert.title[language]}, ${labels.place(alert.place)}`
  }
  const field = (name: string): string => wordFor(recount.fields, name)
  /** `/places/BO02/signals` → «La Paz: señales recibidas». */
  function where(at: string): string {
    const [, list, first = '', second = '', third = ''] = at.split('/')
    if (list === 'totals') {
      const level = second === '' ? '' : `, ${wordFor(texts.codes.level, second)}`
      return `${recount.total}: ${field(first)}${level}`
    }
    if (list === 'places') return `${labels.place(first)}: ${field(second)}`
    if (list === 'alerts') return `${alertName(first)}: ${field(second)}`
    if (list !== 'response') return field(list ?? at)
    return first === 'all'
      ? `${table.all}: ${field(second)}`
      : `${labels.of('addressees', second)}: ${field(third)}`
  }
  function text(name: string, read: string): string {
    if (levels.has(name)) return wordFor(texts.codes.level, read)
    if (moments.has(name)) return format.moment(read)
    if (places.has(name)) return read === '' ? '–' : format.list(read.split(', ').map(labels.place))
    if (name === 'state') return wordFor(texts.codes.alertState, read)
    if (name === 'coverage') return wordFor(table.coverages, read)
    return read
  }
  function value(at: string, one: Value): string {
    if (one === null) return '–'
    if (typeof one === 'boolean') return one ? recount.yes : recount.no
    return typeof one === 'number' ? format.number(one) : text(at.split('/').at(-1) ?? '', one)
  }
  return { where, value }
}
