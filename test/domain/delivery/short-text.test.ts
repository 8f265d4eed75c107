import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMessage } from '#domain/delivery/message.ts'
import { render } from '#domain/delivery/render.ts'
import { readAnswer } from '#domain/delivery/render-short.ts'
import { audienceOf, channelOf } from '#domain/delivery/routing.ts'
import { gsm7Length, smsText, transliterate } from '#domain/delivery/short-text.ts'
import type { Telling } from '#domain/delivery/telling.ts'
import { anAlert, anEvent, anOccasion, routing } from '../../support/delivery-world.ts'

function short(changes: Partial<Telling> = {}, code = 'sms-duty') {
  const audience = audienceOf(routing, 'duty')
  const channel = channelOf(routing, code)
  if (audience === undefined || channel === undefined) throw new Error('not in the test world')
  const telling = {
    occasion: anOccasion(),
    deliveryId: 'x',
    audience,
    recipient: 'duty',
    channel,
    missed: [],
  }
  const publicUrl = 'https://vigia.example.org'
  const message = render({ ...telling, view: 'full', publicUrl, ...changes })
  if (message.type !== 'adapter') throw new Error('not for an adapter')
  return message
}

describe('one text message', () => {
  test('says level, reference, what, where and how to answer', () => {
    expect(short()).toMatchObject({
      format: 'sms',
      encoding: 'gsm7',
      text: 'ALTA ALR-018F6D2E: Amenazas contra candidaturas, Puerto, Norte. 5 amenazas en 14 dias. Responda SI ALR-018F6D2E',
      answer: 'SI ALR-018F6D2E',
      at: '2026-03-20T18:31:00Z',
      expiresAt: '2026-03-20T20:31:00Z',
    })
  })

  test.each([
    ['Crítica', 'Critica'],
    ['señal de año', 'señal de año'],
    ['«ÁÉÍÓÚ» – ¿qué?', '"AÉIOU" - ¿qué?'],
    ['≥ 3 · 5…', '>= 3 - 5...'],
    ['Ñuflo de Chávez', 'Ñuflo de Chavez'],
  ])('%s becomes %s', (text, expected) => {
    expect(transliterate(text)).toBe(expected)
    expect(gsm7Length(transliterate(text))).toBeDefined()
  })

  test('signs of the extension take two places', () => {
    expect(gsm7Length('a€[]')).toBe(7)
    expect(gsm7Length('ж')).toBeUndefined()
  })

  test('whatever the text: at most 160 places of GSM-7 or 70 of UCS-2, one line, head and tail whole', () => {
    const any = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ unit: fc.constantFrom('á', 'ñ', '€', '[', 'x', ' ', '\n', '😀', 'ж'), maxLength: 400 }),
    )
    fc.assert(
      fc.property(any, (middle) => {
        const { text, encoding } = smsText('ALTA ALR-018F6D2E:', middle, 'Responda SI ALR-018F6D2E')
        expect(text.startsWith('ALTA ALR-018F6D2E:')).toBe(true)
        expect(text.endsWith('Responda SI ALR-018F6D2E')).toBe(true)
        expect(text).not.toMatch(/[\n\r\t]/)
        if (encoding === 'gsm7') expect(gsm7Length(text)).toBeLessThanOrEqual(160)
        else expect(text.length).toBeLessThanOrEqual(70)
      }),
    )
  })

  test('of every alert, level, kind and language: within its limits', () => {
    const kinds = ['fired', 'raised', 'reopened', 'resolved', 'expired', 'evidence_withdrawn', 'corrected']
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom('info', 'watch', 'warning', 'critical'),
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.boolean(),
        fc.constantFrom('full', 'thin'),
        (kind, level, title, isExercise, view) => {
          const alert = anAlert({ title: { es: title, en: title }, isExercise })
          const occasion = anOccasion({ alert, event: anEvent({ kind, level }) })
          const { text, encoding } = short({ occasion, view })
          const size = encoding === 'gsm7' ? (gsm7Length(text) ?? 999) : text.length
          expect(size).toBeLessThanOrEqual(encoding === 'gsm7' ? 160 : 70)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('thin: the reference, and nothing of the alert', () => {
    const { text } = short({ view: 'thin' })
    expect(text).toBe('Vigia ALR-018F6D2E: Hay una alerta. Ingrese para leerla. Responda SI ALR-018F6D2E')
  })

  test('a closing asks for no answer', () => {
    const occasion = anOccasion({ event: anEvent({ kind: 'resolved', level: null }) })
    expect(short({ occasion })).toMatchObject({ answer: null })
    expect(short({ occasion }).text).not.toContain('Responda')
  })

  test('an exercise says so first', () => {
    const occasion = anOccasion({ alert: anAlert({ isExercise: true }) })
    expect(short({ occasion }).text).toMatch(/^\[SIMULACRO\] /)
  })
})

test('a messenger has room for more, and lines; what is kept is read back', () => {
  const message = short({}, 'chat-duty')
  expect(message).toMatchObject({ format: 'messenger', encoding: 'unicode' })
  expect(message.text.split('\n')).toEqual([
    'ALTA ALR-018F6D2E:',
    'Amenazas contra candidaturas, Puerto, Norte. 5 amenazas en 14 días.',
    'Responda SI ALR-018F6D2E',
  ])
  expect(readMessage(JSON.parse(JSON.stringify(message)))).toEqual(message)
})

test.each([
  ['SI ALR-018F6D2E', 'ALR-018F6D2E'],
  ['sí, alr-018f6d2e!', 'ALR-018F6D2E'],
  ['ok test-00000001', 'TEST-00000001'],
  ['SI', undefined],
  ['NO ALR-018F6D2E', undefined],
  ['SI ALR-018F6D2E y otra cosa', undefined],
  ['Estoy fuera. SI ALR-018F6D2E', undefined],
  ['', undefined],
])('the answer «%s» names %s', (text, reference) => {
  expect(readAnswer(text)).toBe(reference)
})
