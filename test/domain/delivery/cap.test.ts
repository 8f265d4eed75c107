import { existsSync, readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { writeXml } from '#delivery/feeds/write-xml.ts'
import { buildCap, type CapInput, type CapReference } from '#domain/delivery/cap.ts'
import { leaf, offsetTime } from '#domain/delivery/xml-tree.ts'
import { levelNames } from '#domain/rules/rule.ts'
import { capFaults, readCap } from '../../support/cap-checks.ts'
import { anAlert, anEvent, anOccasion, pack } from '../../support/delivery-world.ts'

const folder = path.join(import.meta.dirname, '../../../../shared/data/conformance/cap')
const schemaFile = path.join(folder, 'cap12.xsd')
const hasSchema = existsSync(schemaFile)

function aCap(changes: Partial<CapInput> = {}): CapInput {
  return {
    occasion: anOccasion(),
    identifier: '0b9c2d4e-1f00-5a00-8000-00000000000a',
    sender: 'vigia@vigia.example.org',
    status: 'Actual',
    scope: 'Restricted',
    addresses: [],
    earlier: [],
    view: 'full',
    publicUrl: 'https://vigia.example.org',
    ...changes,
  }
}

const written = (changes: Partial<CapInput> = {}) => writeXml(buildCap(aCap(changes)))
const first = { sender: 'vigia@vigia.example.org', identifier: 'a-1', sent: '2026-03-20T14:00:00-04:00' }

const kinds = [
  'raised',
  'lowered',
  'corrected',
  'evidence_withdrawn',
  'acknowledged',
  'reopened',
  'resolved',
  'expired',
]
// Whatever stands in a rule or was typed by a person: markup, controls, lone surrogates, any script.
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', ' ', ']]>', '<b>&amp;', 'Ñuñoa \u0000\u0007\uD800 ﷺ 🗳️'),
)
const bilingual = fc.record({ es: anyText, en: anyText })
const anyBody = fc.record({
  explain: bilingual,
  tracks: fc.subarray(['protection', 'monitoring', 'service']),
  certainty: fc.constantFrom('Observed', 'likely', 'x'),
  phase: fc.option(anyText),
  evidence: fc.record({ ids: fc.constant([]), count: fc.nat(9) }),
  recommended: fc.array(
    fc.record({
      id: fc.constant('a'),
      to: anyText,
      due_at: fc.constantFrom('2026-03-21T18:00:00Z', 'soon'),
      text: bilingual,
    }),
    { maxLength: 2 },
  ),
})
const change = fc.record({
  kind: fc.constantFrom(...kinds),
  level: fc.option(fc.constantFrom(...levelNames)),
  body: anyBody,
})
const at = fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2090, 0, 1) })
const zone = fc.constantFrom('America/La_Paz', 'UTC', 'Asia/Kathmandu', 'Africa/Monrovia')
const episode = fc.record({
  at,
  zone,
  title: bilingual,
  place: fc.constantFrom('AA', 'AA01', 'AA0101', 'ZZ<9'),
  rest: fc.array(change, { minLength: 3, maxLength: 3 }),
  opening: anyBody,
  status: fc.constantFrom('Actual', 'Exercise', 'Test'),
  scope: fc.constantFrom('Public', 'Restricted', 'Private'),
  sender: fc.constantFrom('vigia@vigia.example.org', 'a b,c<d&e'),
  view: fc.constantFrom('full', 'thin'),
} as const)

/** All messages of one episode, each referring to those before it. */
function chainOf(one: typeof episode extends fc.Arbitrary<infer T> ? T : never): string[] {
  const earlier: CapReference[] = []
  const changes = [{ kind: 'fired', level: 'warning' as const, body: one.opening }, ...one.rest]
  return changes.map(({ kind, level, body }, index) => {
    const event = anEvent({ ordinal: index + 1, kind, level, at: one.at + index * 60_000 }, body)
    const occasion = anOccasion({
      alert: anAlert({ title: one.title, place: one.place, firedAt: one.at, asOf: one.at }),
      event,
      pack: { ...pack, timeZone: one.zone },
    })
    const input = aCap({
      occasion,
      identifier: `id-${one.at}-${index}`,
      status: one.status,
      scope: one.scope,
      addresses: ['liaison', 'a b'].slice(0, (index % 2) + 1),
      sender: one.sender,
      earlier: [...earlier],
      view: index === 0 ? 'full' : one.view,
    })
    earlier.push({ sender: one.sender, identifier: input.identifier, sent: offsetTime(event.at, one.zone) })
    return writeXml(buildCap(input))
  })
}

const seed = Number(process.env['CAP_SEED'] ?? 20_260_320)
const chains = fc.sample(episode, { numRuns: 250, seed }).map(chainOf)
const messages = chains.flat()
const text = (xml: string, name: string) => {
  const found = [...readCap(xml).childNodes].find((one) => one.nodeName === name)
  return found?.textContent ?? ''
}

describe('1,000 generated messages', () => {
  test('keep to everything that CAP asks', () => {
    expect(messages).toHaveLength(1_000)
    expect(messages.flatMap((xml) => capFaults(xml).map((fault) => `${fault}\n${xml}`))).toEqual([])
  })
  test.skipIf(!hasSchema)(
    `${hasSchema ? '' : `skipped, there is no ${schemaFile}: `}are valid against the OASIS schema`,
    async () => {
      const answer = await validateXML({
        xml: messages.map((contents, index) => ({ fileName: `${index}.xml`, contents })),
        schema: [readFileSync(schemaFile, 'utf8')],
        maxMemoryPages: 8_192,
      })
      expect(answer.errors).toEqual([])
      expect(answer.valid).toBe(true)
    },
  )
  test('every reference of an Update or Cancel names a message before it, as it names itself', () => {
    for (const chain of chains) {
      const names: string[] = []
      for (const xml of chain) {
        const references = text(xml, 'references').split(' ').filter(Boolean)
        expect(references).toEqual(names)
        names.push(`${text(xml, 'sender')},${text(xml, 'identifier')},${text(xml, 'sent')}`)
      }
    }
    const types = messages.map((xml) => text(xml, 'msgType'))
    expect(new Set(types)).toEqual(new Set(['Alert', 'Update', 'Cancel']))
  })
  test('both languages, in each', () => {
    for (const xml of messages) {
      expect([...xml.matchAll(/<language>(.+)<\/language>/g)].map(([, tag]) => tag)).toEqual(['es-AA', 'en'])
    }
  })
})

describe('the published examples judge the checks', () => {
  const files = hasSchema
    ? ['valid', 'invalid'].flatMap((kind) =>
        readdirSync(path.join(folder, kind)).map((file) => [kind, file] as const),
      )
    : []
  test.skipIf(!hasSchema)('there are examples of both kinds', () => {
    expect(new Set(files.map(([kind]) => kind))).toEqual(new Set(['valid', 'invalid']))
  })
  test.each(files)('%s: %s', (kind, file) => {
    const bytes = readFileSync(path.join(folder, kind, file))
    const xml = bytes.toString(file.includes('8859-1') ? 'latin1' : 'utf8')
    const faults = capFaults(xml)
    // Valid by schema; senders of these leave elements empty and write UTC as +00:00, which we do not.
    const ours = /is empty$|^restriction against scope$|\+00:00$/
    if (kind === 'valid') expect(faults.filter((one) => !ours.test(one))).toEqual([])
    else expect(faults).not.toEqual([])
  })
})

describe('each of these would be found', () => {
  const good = written()
  test.each([
    ['a time in Z', good.replaceAll('-04:00</sent>', 'Z</sent>')],
    ['an empty element', good.replace(/<instruction>[^<]*<\/instruction>/, '<instruction/>')],
    ['a comma in the sender', good.replace('vigia@', 'vi,gia@')],
    ['a space in the identifier', good.replace('<identifier>', '<identifier>a ')],
    ['an Update that refers to nothing', good.replace('>Alert<', '>Update<')],
    ['references without a time', written({ earlier: [{ ...first, sent: '' }] })],
    ['Private without addresses', good.replace('>Restricted<', '>Private<')],
    ['a word that is none', good.replace('>Likely<', '>Sure<')],
    ['the wrong order', good.replace(/(\s*<sender>.*<\/sender>)(\s*<sent>.*<\/sent>)/, '$2$1')],
    ['what is required', good.replaceAll(/<severity>.*<\/severity>/g, '')],
    [
      'an open ring',
      written({ occasion: anOccasion({ alert: anAlert({ place: 'AA' }) }) }).replaceAll(
        ' -2,-70</polygon>',
        '</polygon>',
      ),
    ],
    ['version 1.1', good.replaceAll('cap:1.2', 'cap:1.1')],
  ])('%s', (_name, xml) => {
    expect(xml).not.toBe(good)
    expect(capFaults(xml)).not.toEqual([])
  })
  test('and the message they come from is good', () => expect(capFaults(good)).toEqual([]))
})

describe('what a message says', () => {
  test('level, evidence, times and area of a warning', () => {
    const xml = written({ occasion: anOccasion({ alert: anAlert({ place: 'AA01' }) }) })
    for (const part of [
      '<sent>2026-03-20T14:31:00-04:00</sent>',
      '<status>Actual</status>',
      '<msgType>Alert</msgType>',
      '<restriction>TLP:GREEN. ',
      '<category>Security</category>',
      '<urgency>Expected</urgency>',
      '<severity>Severe</severity>',
      '<certainty>Likely</certainty>',
      '<onset>2026-03-20T14:00:00-04:00</onset>',
      '<headline>Nueva alerta · Alta · Amenazas contra candidaturas – Norte</headline>',
      '<headline>New alert · Warning · Threats against candidates – Norte</headline>',
      'Proteger (prosecutor (es), antes del 21 mar 2026, 14:00, hora de Bolivia).',
      'datos hasta: 20 mar 2026, 14:30 (hora de Bolivia)',
      'data until: 20 Mar 2026, 14:30 (Bolivia Time)',
      '<web>https://vigia.example.org/alerts/018f6d2e-0000-5000-8000-000000000001</web>',
    ]) {
      expect(xml).toContain(part)
    }
    expect(xml.replaceAll(/>\s+</g, '><')).toContain(
      '<geocode><valueName>P-code</valueName><value>AA01</value></geocode><geocode><valueName>ISO 3166-2</valueName><value>AA-N</value></geocode>',
    )
    expect(xml).not.toContain('<references>')
    expect(xml).not.toContain('<polygon>')
  })
  test.each([
    ['info', 'Future', 'Minor', 'Monitor'],
    ['watch', 'Future', 'Moderate', 'Assess'],
    ['warning', 'Expected', 'Severe', 'Prepare'],
    ['critical', 'Immediate', 'Extreme', 'Execute'],
  ] as const)('%s is %s, %s, %s', (level, urgency, severity, response) => {
    const xml = written({ occasion: anOccasion({ event: anEvent({ level }) }) })
    for (const word of [urgency, severity, response]) expect(xml).toContain(`>${word}<`)
  })
  test.each([
    ['reopened', 'warning', 5, 'Alert', 'Prepare'],
    ['raised', 'critical', 5, 'Update', 'Execute'],
    ['evidence_withdrawn', 'watch', 2, 'Update', 'Assess'],
    ['evidence_withdrawn', 'warning', 0, 'Cancel', 'None'],
    ['evidence_withdrawn', null, 3, 'Cancel', 'None'],
    ['resolved', null, 5, 'Cancel', 'AllClear'],
    ['expired', null, 5, 'Cancel', 'None'],
  ] as const)('%s at %s with %d reports is %s: %s', (kind, level, count, msgType, response) => {
    const event = anEvent({ kind, level }, { evidence: { ids: [], count } })
    const xml = written({ occasion: anOccasion({ event }), earlier: [first] })
    expect(text(xml, 'msgType')).toBe(msgType)
    expect(text(xml, 'references')).toBe('vigia@vigia.example.org,a-1,2026-03-20T14:00:00-04:00')
    expect(xml).toContain(`<responseType>${response}</responseType>`)
  })
  test('the first message of a reader is an Alert, whatever it tells', () => {
    const xml = written({ occasion: anOccasion({ event: anEvent({ kind: 'raised' }) }) })
    expect(text(xml, 'msgType')).toBe('Alert')
  })
  test('an exercise says so in status, note and every text', () => {
    const xml = written({ status: 'Exercise' })
    expect(xml).toContain('<status>Exercise</status>')
    expect(text(xml, 'note')).toContain('aa-2026-general')
    for (const name of ['headline', 'description', 'instruction']) {
      const marks = [...xml.matchAll(new RegExp(`<${name}>(\\[\\w+\\])`, 'g'))].map(([, mark]) => mark)
      expect(marks).toEqual(['[SIMULACRO]', '[EXERCISE]'])
    }
  })
  test('the thin form says that something is over and nothing of what it was', () => {
    const event = anEvent({ kind: 'evidence_withdrawn', level: null })
    const xml = written({ view: 'thin', earlier: [first], occasion: anOccasion({ event }) })
    expect(text(xml, 'msgType')).toBe('Cancel')
    for (const secret of ['Puerto', 'Norte', 'Amenazas', 'candidate-threats', 'AA01', 'Severe']) {
      expect(xml).not.toContain(secret)
    }
  })
})

test('UTC is written -00:00, and seconds are whole', () => {
  expect(offsetTime(Date.UTC(2026, 2, 20, 18, 30) + 999, 'UTC')).toBe('2026-03-20T18:30:00-00:00')
})

test('a text of which nothing is left makes no element', () => {
  expect(leaf('note', ' \u0001 ')).toBeUndefined()
})
