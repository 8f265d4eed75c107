import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMessage } from '#domain/delivery/message.ts'
import { render } from '#domain/delivery/render.ts'
import { PAYLOAD_LIMIT_BYTES } from '#domain/delivery/render-payload.ts'
import { audienceOf, channelOf } from '#domain/delivery/routing.ts'
import { shortId, type Telling } from '#domain/delivery/telling.ts'
import { anAlert, anEvent, anOccasion, routing } from '../../support/delivery-world.ts'

function telling(channelCode: string, changes: Partial<Telling> = {}, audienceCode = 'duty'): Telling {
  const audience = audienceOf(routing, audienceCode)
  const channel = channelOf(routing, channelCode)
  if (audience === undefined || channel === undefined) throw new Error('not in the test world')
  return {
    occasion: anOccasion(),
    deliveryId: '018f6d2e-0000-5000-8000-00000000000a',
    audience,
    recipient: audienceCode,
    channel,
    view: 'full',
    missed: [],
    publicUrl: 'https://vigia.example.org',
    ...changes,
  }
}
const mail = (changes: Partial<Telling> = {}) => {
  const message = render(telling('email-duty', changes))
  if (message.type !== 'email') throw new Error('not a mail')
  return message
}
const payload = (changes: Partial<Telling> = {}) => {
  const message = render(telling('webhook-partner', changes))
  if (message.type !== 'webhook') throw new Error('not a webhook')
  return { body: message.body, ...JSON.parse(message.body) }
}

describe('an e-mail', () => {
  test('says who, what, where, when, how severe, how certain, do what, by when, and why', () => {
    const { subject, text } = mail()
    expect(subject).toBe('[TLP:GREEN] [ALTA] Amenazas contra candidaturas – Puerto, Norte – ALR-018F6D2E')
    expect(text.split('\n')).toEqual([
      'Guardia (es) – ALTA: Amenazas contra candidaturas en Puerto, Norte, desde el 20 mar 2026, 14:00 (hora de Bolivia). ' +
        'Qué hacer: Proteger (prosecutor (es), antes del 21 mar 2026, 14:00, hora de Bolivia).',
      '',
      'Para: Guardia (es) · Marcado: TLP:GREEN',
      'Qué: Nueva alerta: Amenazas contra candidaturas',
      'Dónde: Puerto, Norte',
      'Cuándo: 20 mar 2026, 14:00 (hora de Bolivia); datos hasta 20 mar 2026, 14:30 (hora de Bolivia)',
      'Nivel: Alta · Certeza: probable',
      'Acuse recibo antes de: 20 mar 2026, 18:31 (hora de Bolivia)',
      'Qué hacer: Proteger (prosecutor (es), antes del 21 mar 2026, 14:00, hora de Bolivia).',
      'Por qué: 5 amenazas en 14 días.',
      'Informes: 5',
      'Medido frente al umbral: señales contadas en 14 días: 5 (umbral: 3 o más)',
      '',
      'Leer y acusar recibo: https://vigia.example.org/alerts/018f6d2e-0000-5000-8000-000000000001',
      'ALR-018F6D2E',
      '',
    ])
  })

  test('tells each measure in words, by its name where two would read the same or nothing is known of it', () => {
    const day = 86_400_000
    const compared = (measure: string, op: string, value: number | null, threshold: number) => ({
      measure,
      op,
      value,
      threshold,
      margin: null,
      holds: null,
    })
    const event = anEvent(
      {},
      {
        comparisons: [
          compared('sources', 'gte', 3, 2),
          compared('grave', 'gt', 2, 1),
          compared('others', 'lt', 0, 4),
          compared('worst', 'lte', null, 5),
          compared('index', 'eq', 1, 1),
          compared('old', 'gte', 7, 6),
        ],
        measured: {
          sources: { kind: 'distinct', field: 'source.root', window_ms: 14 * day },
          grave: { kind: 'count', window_ms: day },
          others: { kind: 'count', window_ms: day },
          worst: { kind: 'max', field: 'severity', window_ms: day / 2 },
          index: { kind: 'composite' },
        },
      },
    )
    const message = render(telling('inbox', { occasion: anOccasion({ event }) }))
    if (message.type !== 'inbox') throw new Error('not for the inbox')
    const measured = (lines: readonly string[]) => lines.filter((line) => /^Me(?:dido|asured) /.test(line))
    expect(measured(message.lines.es)).toEqual([
      'Medido frente al umbral: orígenes distintos en 14 días: 3 (umbral: 2 o más)',
      'Medido frente al umbral: señales contadas en 1 día, «grave»: 2 (umbral: más de 1)',
      'Medido frente al umbral: señales contadas en 1 día, «others»: 0 (umbral: menos de 4)',
      'Medido frente al umbral: valor más alto de severidad en 12 horas: no se sabe (umbral: 5 o menos)',
      'Medido frente al umbral: índice compuesto: 1 (umbral: exactamente 1)',
      'Medido frente al umbral: old: 7 (umbral: 6 o más)',
    ])
    expect(measured(message.lines.en)[0]).toBe(
      'Measured against the threshold: distinct origins in 14 days: 3 (threshold: 2 or more)',
    )
  })

  test('says until when the data reach only where that is another time, or late', () => {
    const at = anAlert().firedAt
    const when = (alert: ReturnType<typeof anAlert>) =>
      mail({ occasion: anOccasion({ alert }) })
        .text.split('\n')
        .find((line) => line.startsWith('Cuándo'))
    expect(when(anAlert({ asOf: at }))).toBe('Cuándo: 20 mar 2026, 14:00 (hora de Bolivia)')
    expect(when(anAlert({ asOf: at, isLate: true }))).toBe(
      'Cuándo: 20 mar 2026, 14:00 (hora de Bolivia); datos hasta 20 mar 2026, 14:00 (hora de Bolivia), con datos tardíos',
    )
  })

  test('is in the language of the channel', () => {
    const message = render(telling('email-liaison', {}, 'liaison'))
    expect(message).toMatchObject({ type: 'email', language: 'en' })
    expect(JSON.stringify(message)).toContain('Threats against candidates')
    expect(JSON.stringify(message)).not.toContain('Amenazas')
    expect(JSON.stringify(message)).toContain('since 20 Mar 2026, 14:00 (Bolivia Time)')
    expect(JSON.stringify(message)).toContain('by 21 Mar 2026, 14:00, Bolivia Time).')
    expect(JSON.stringify(message)).not.toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d|-04:00/)
  })

  test('ADV2-subject-on-the-line: names no place in the subject above GREEN', () => {
    const occasion = anOccasion({ alert: anAlert({ marking: 'TLP:AMBER' }) })
    expect(mail({ occasion }).subject).toBe('[TLP:AMBER] [ALTA] Amenazas contra candidaturas – ALR-018F6D2E')
  })

  test('thin: id and link, nothing of the alert', () => {
    const { subject, text, html } = mail({ view: 'thin' })
    expect(subject).toBe('Vigía ALR-018F6D2E')
    for (const secret of ['Amenazas', 'Puerto', 'Norte', 'Alta', 'Proteger']) {
      expect(text + html).not.toContain(secret)
    }
    expect(text).toContain('/alerts/018f6d2e')
  })

  test('a closing asks for no acknowledgement', () => {
    const occasion = anOccasion({ event: anEvent({ kind: 'resolved', level: null }) })
    expect(mail({ occasion }).text).not.toContain('Acuse recibo antes de')
    expect(mail({ occasion }).text).toContain('Alerta resuelta')
  })

  test('lists the changes that an outage kept back', () => {
    expect(mail({ missed: ['fired', 'raised'] }).text).toContain(
      'Cambios que este mensaje reúne: Nueva alerta; La alerta sube de nivel',
    )
  })

  test('the HTML holds no markup from outside and loads nothing', () => {
    const title = { es: '<script>x</script><img src=http://a.example>', en: 'x' }
    const { html } = mail({ occasion: anOccasion({ alert: anAlert({ title }) }) })
    expect(html).not.toMatch(/<script|<img/)
    expect(html).toContain('&lt;script&gt;')
  })

  test('no control character gets into the subject', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (es) => {
        const { subject } = mail({ occasion: anOccasion({ alert: anAlert({ title: { es, en: es } }) }) })
        expect(subject).not.toMatch(/\p{Cc}/u)
      }),
    )
  })
})

describe('a webhook payload', () => {
  test('carries codes, both languages and the measures', () => {
    const { type, timestamp, data } = payload()
    expect({ type, timestamp }).toEqual({ type: 'vigia.alert.fired', timestamp: '2026-03-20T18:31:00Z' })
    expect(data).toMatchObject({
      alert_id: '018f6d2e-0000-5000-8000-000000000001',
      level: 'warning',
      certainty: 'likely',
      place: { code: 'AA0101' },
      explain: { es: '5 amenazas en 14 días.', en: '5 threats in 14 days.' },
      comparisons: [{ measure: 'n', op: 'gte', value: 5, threshold: 3, holds: true }],
      acknowledge_by: '2026-03-20T22:31:00Z',
      status: 'actual',
    })
  })

  test('thin: id and link only', () => {
    expect(Object.keys(payload({ view: 'thin' }).data).toSorted()).toEqual([
      'alert_id',
      'event',
      'link',
      'ordinal',
      'reference',
      'status',
      'view',
    ])
  })

  test('stays below 20 kB whatever the rule holds', () => {
    fc.assert(
      fc.property(fc.nat(60_000), fc.constantFrom('a', 'ñ', '€', '😀', '"'), (length, sign) => {
        const long = sign.repeat(length)
        const recommended = [{ id: 'a', to: 'b', due_at: 'c', text: { es: long, en: long } }]
        for (const event of [
          anEvent({}, { recommended }),
          anEvent({}, { explain: { es: long, en: long } }),
        ]) {
          const { body } = payload({ occasion: anOccasion({ event }) })
          expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(PAYLOAD_LIMIT_BYTES)
        }
      }),
      { numRuns: 30 },
    )
  })
})

test('every text of an exercise begins with its mark', () => {
  const occasion = anOccasion({ alert: anAlert({ isExercise: true }) })
  for (const view of ['full', 'thin'] as const) {
    expect(mail({ occasion, view }).subject).toMatch(/^\[SIMULACRO\] /)
    expect(mail({ occasion, view }).text).toMatch(/^\[SIMULACRO\] /)
    const inbox = render(telling('inbox', { occasion, view }))
    expect(inbox).toMatchObject({
      type: 'inbox',
      title: { es: expect.stringMatching(/^\[SIMULACRO\] /), en: expect.stringMatching(/^\[EXERCISE\] /) },
    })
  }
  expect(payload({ occasion }).data).toMatchObject({
    status: 'exercise',
    title: { es: '[SIMULACRO] Amenazas contra candidaturas' },
  })
})

test('what is rendered is read back from its row unchanged, and the same facts give the same bytes', () => {
  for (const channel of ['inbox', 'email-duty', 'webhook-partner']) {
    const message = render(telling(channel))
    expect(readMessage(JSON.parse(JSON.stringify(message)))).toEqual(message)
    expect(render(telling(channel))).toEqual(message)
  }
  expect(readMessage(null)).toBeUndefined()
  expect(readMessage({ type: 'pigeon' })).toBeUndefined()
})

const by = (code: string, body: Readonly<Record<string, unknown>>) =>
  payloadOf(
    telling(
      'webhook-partner',
      { occasion: anOccasion({ event: anEvent({ level: 'critical' }, body) }) },
      code,
    ),
  )

test('an inbox message carries by when its recipient is asked; a thin one and one that asks for nothing carry no time', () => {
  const dueOf = (changes: Parameters<typeof telling>[1]) => {
    const message = render(telling('inbox', changes))
    return message.type === 'inbox' ? message.acknowledgeBy : undefined
  }
  const step = { order: 1, to: 'duty', due_at: '2026-03-20T19:10:00Z', people: null }
  const asked = anOccasion({ event: anEvent({ kind: 'escalated' }, { step }) })
  expect(dueOf({ occasion: asked })).toBe('2026-03-20T19:10:00Z')
  expect(dueOf({ occasion: asked, view: 'thin' })).toBeNull()
  expect(dueOf({ occasion: anOccasion({ event: anEvent({ kind: 'resolved' }, { step }) }) })).toBeNull()
})

test('the acknowledgement clock: the shortest of rule, route and open window', () => {
  const offices = {
    audiences: [{ audience: 'offices', from: 'watch', ack_within_ms: null, release: 'automatic' }],
  }
  expect(by('duty', {})).toBe('2026-03-20T19:01:00Z')
  expect(by('duty', { window: 'election_day' })).toBe('2026-03-20T18:41:00Z')
  expect(by('offices', { ...offices, window: 'election_day' })).toBe('2026-03-20T18:36:00Z')
})

function payloadOf(one: Telling): unknown {
  const message = render(one)
  return message.type === 'webhook' ? JSON.parse(message.body).data.acknowledge_by : undefined
}

test('a short id can be read over the phone', () => {
  expect(shortId('0a1b2c3d-0000-5000-8000-000000000000')).toBe('ALR-0A1B2C3D')
})
