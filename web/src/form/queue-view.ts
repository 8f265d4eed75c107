// The signals of this device, each with what became of it.
import { button, el } from './dom.ts'
import type { Reference } from './reference.ts'
import type { Link } from './send.ts'
import type { QueueRow } from './store.ts'
import { language, texts } from './texts.ts'

// The newest are what somebody looks for; the count says how many there are.
const shown = 50

// Made once: a list of fifty that made its own took longer for that than for all the rest.
const momentIn = (code: string) => new Intl.DateTimeFormat(code, { dateStyle: 'short', timeStyle: 'short' })
const moments = { es: momentIn('es'), en: momentIn('en') }

interface Acts {
  readonly mend: (row: QueueRow) => void
  readonly discard: (row: QueueRow) => void
  readonly clear: () => void
}

export function queueView(
  rows: readonly QueueRow[],
  link: Link,
  reference: Reference | undefined,
  acts: Acts,
): HTMLElement {
  const words = texts()
  const waiting = rows.filter((one) => one.state === 'queued').length
  const hasReceived = rows.some((one) => one.state === 'received')
  return el(
    'section',
    { 'aria-labelledby': 'queue-title', class: 'device-queue' },
    el('h2', { id: 'queue-title' }, words.queue),
    el(
      'p',
      { role: 'status', class: 'queue-status' },
      // A device that has filed nothing has sent nothing either.
      rows.length === 0
        ? words.noneYet
        : el('strong', {}, waiting === 0 ? words.allSent : words.queued(waiting)),
      ` ${words.links[link] ?? ''}`,
    ),
    el(
      'ol',
      { class: 'device-rows' },
      ...rows
        .toReversed()
        .slice(0, shown)
        .map((row) => rowView(row, reference, acts)),
    ),
    hasReceived && button(words.clear, acts.clear, { class: 'quiet' }),
  )
}

function rowView(row: QueueRow, reference: Reference | undefined, acts: Acts): HTMLElement {
  const words = texts()
  const moment = moments[language()]
  const category = reference?.meta.codes['eventTypes']?.find((one) => one.code === row.category)
  const place = reference?.places.find((one) => one.code === row.place)
  return el(
    'li',
    { class: `device-row is-${row.state}`, 'data-state': row.state, 'data-id': row.id },
    el(
      'p',
      {},
      el('strong', { class: 'device-state' }, words.states[row.state] ?? row.state),
      ` ${category?.labels[language()] ?? row.category} – ${place?.name ?? row.place}`,
    ),
    el(
      'p',
      { class: 'soft small' },
      moment.format(row.filedAt),
      row.receivedAt !== undefined && ` · ${moment.format(new Date(row.receivedAt))} · `,
      row.receivedAt !== undefined && el('code', {}, row.id.slice(-8)),
    ),
    row.state === 'refused' && refusedView(row, acts),
  )
}

function refusedView(row: QueueRow, acts: Acts): HTMLElement {
  const words = texts()
  return el(
    'div',
    {},
    el('p', { class: 'field-error' }, row.problem ?? ''),
    ...(row.faults ?? []).map((one) => el('p', { class: 'field-error' }, one.message)),
    el(
      'p',
      { class: 'device-acts' },
      button(words.mend, () => acts.mend(row)),
      button(words.discard, () => acts.discard(row), { class: 'quiet' }),
    ),
  )
}
