// When something happens, for people, in their language and by the clocks of the country, which are named.
import type { Language } from './text.ts'
import type { Instant } from './time.ts'

const locales: Readonly<Record<Language, string>> = { es: 'es', en: 'en-GB' }

/** What makes a form of a language and a zone is slow, and a storm has thousands of messages. The same for the same words, for ever. */
const forms = new Map<string, Intl.DateTimeFormat>()

function formOf(language: Language, timeZone: string): Intl.DateTimeFormat {
  const name = `${language} ${timeZone}`
  const known = forms.get(name)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(locales[language], {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    // By its name, with the half of the year where the clocks change: nobody has to reckon with an offset, and no hour is there twice.
    timeZoneName: 'long',
  })
  forms.set(name, made)
  return made
}

function partsOf(at: Instant, timeZone: string, language: Language): { clock: string; zone: string } {
  const parts = new Map(
    formOf(language, timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  // Narrow and unbreakable spaces of a locale would cost a text message half of its room.
  const part = (type: Intl.DateTimeFormatPartTypes) => (parts.get(type) ?? '').replaceAll(/\s/g, ' ')
  const day = `${part('day')} ${part('month')} ${part('year')}`
  return { clock: `${day}, ${part('hour')}:${part('minute')}`, zone: part('timeZoneName') }
}

export function saidTime(at: Instant, timeZone: string, language: Language): string {
  const { clock, zone } = partsOf(at, timeZone, language)
  return `${clock} (${zone})`
}

/** The same where it stands in brackets itself. */
export function saidTimeAside(at: Instant, timeZone: string, language: Language): string {
  const { clock, zone } = partsOf(at, timeZone, language)
  return `${clock}, ${zone}`
}
