// What people wrote stays text in a message: it makes no link, and no part of a template.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { render } from '#domain/delivery/render.ts'
import { audienceOf, channelOf } from '#domain/delivery/routing.ts'
import { formatTemplate, parseTemplate } from '#domain/rules/explain.ts'
import { anAlert, anEvent, anOccasion, routing } from '../../support/delivery-world.ts'

function mailSaying(said: string) {
  const audience = audienceOf(routing, 'duty')
  const channel = channelOf(routing, 'email-duty')
  if (audience === undefined || channel === undefined) throw new Error('not in the test world')
  const both = { es: said, en: said }
  const recommended = [{ id: 'a', to: 'prosecutor', due_at: '2026-03-21T18:00:00Z', text: both }]
  const message = render({
    occasion: anOccasion({
      alert: anAlert({ title: both }),
      event: anEvent({}, { explain: both, recommended }),
    }),
    deliveryId: '018f6d2e-0000-5000-8000-00000000000a',
    audience,
    recipient: 'duty',
    channel,
    view: 'full',
    missed: [],
    comment: said,
    publicUrl: 'https://vigia.example.org',
  })
  if (message.type !== 'email') throw new Error('not a mail')
  return message
}

const ours = 'https://vigia.example.org/alerts/018f6d2e-0000-5000-8000-000000000001'
const hostile = [
  'javascript:alert(1)',
  '<a href="javascript:alert(1)">x</a>',
  '" href="data:text/html,x" x="',
  "' onclick='x",
  'https://evil.example/?a=b&c=d#e',
  '&#106;avascript:alert(1)',
  '\u202Ehttps://evil.example',
]

test('V1.2.2: a mail has one link, to the alert at the own address, whatever people wrote', () => {
  const oneLink = (said: string) => {
    const { html, text } = mailSaying(said)
    // As a browser reads it: an attribute ends at the quote that no text of ours lets through.
    expect([...html.matchAll(/<[^>]*\shref="([^"]*)"/g)].map(([, href]) => href)).toEqual([ours])
    expect(html).not.toMatch(/<[a-z][^>]*\s(on\w+|src|action|style="[^"]*url\()\s*=/i)
    expect(text).toContain(ours)
  }
  for (const said of hostile) oneLink(said)
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), oneLink), { numRuns: 60 })
})

const templates = [
  '{n}',
  '{{7*7}}',
  '{n, plural, one {x} other {y}}',
  '<b>{secret}</b>',
  '${7*7}',
  '<%= 7*7 %>',
  "#{7*7} '{' %s %n",
]

test('V1.3.7: braces and tags in what people wrote stay text: no message takes its template from them', () => {
  for (const said of templates) {
    expect(mailSaying(said).text, said).toContain(said)
    const filled = formatTemplate(
      parseTemplate({ es: '{n} veces: {said}', en: '{n} times: {said}' }),
      () => ({
        n: 5,
        said,
      }),
    )
    expect(filled).toEqual({ es: `5 veces: ${said}`, en: `5 times: ${said}` })
  }
})
