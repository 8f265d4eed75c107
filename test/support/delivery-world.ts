// A small country for the tests of delivery: two departments, three offices, a liaison and partners outside; alerts and events to order.
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import type { World } from '#domain/delivery/planned-row.ts'
import type { Occasion } from '#domain/delivery/routing.ts'
import { type AlertFacts, type EventFacts, readEventBody } from '#domain/delivery/situation.ts'
import { type RoutingFile, routingFile } from '#domain/pack/routing-shapes.ts'

const label = (name: string) => ({ es: `${name} (es)`, en: `${name} (en)` })

export const routing: RoutingFile = routingFile.parse({
  schema: 1,
  languages: { default: 'es', available: ['es', 'en'] },
  clocks: { normal: { watch: '24h', warning: '4h', critical: '30m' }, election_day: { critical: '10m' } },
  channels: [
    { code: 'inbox', type: 'console', max_marking: 'TLP:RED' },
    {
      code: 'email-duty',
      type: 'email',
      to: 'duty@example.org',
      tls_required: true,
      max_marking: 'TLP:AMBER+STRICT',
    },
    {
      code: 'email-office',
      type: 'email',
      to: '{office}@example.org',
      tls_required: true,
      max_marking: 'TLP:AMBER+STRICT',
    },
    {
      code: 'email-liaison',
      type: 'email',
      to: 'liaison@example.org',
      tls_required: true,
      language: 'en',
      max_marking: 'TLP:AMBER',
    },
    { code: 'sms-duty', type: 'sms', to: 'env:VIGIA_DUTY_SMS', max_marking: 'TLP:GREEN' },
    { code: 'chat-duty', type: 'adapter', max_marking: 'TLP:GREEN' },
    { code: 'webhook-partner', type: 'webhook', max_marking: 'TLP:GREEN' },
  ],
  audiences: [
    {
      code: 'duty',
      inside: true,
      territory: 'all',
      channels: ['inbox', 'email-duty', 'sms-duty'],
      clearance: 'TLP:AMBER+STRICT',
      labels: label('Guardia'),
    },
    {
      code: 'offices',
      inside: true,
      territory: 'own',
      members_from: 'offices',
      channels: ['inbox', 'email-office'],
      clearance: 'TLP:AMBER+STRICT',
      labels: label('Oficinas'),
    },
    {
      code: 'room',
      inside: true,
      territory: 'all',
      active_in: ['election_day'],
      channels: ['inbox', 'email-duty'],
      clearance: 'TLP:AMBER+STRICT',
      labels: label('Sala'),
    },
    {
      code: 'police',
      inside: false,
      territory: 'all',
      channels: ['email-liaison'],
      clearance: 'TLP:AMBER',
      consent: 'public',
      labels: label('Policía'),
    },
    {
      code: 'liaison',
      inside: false,
      territory: 'all',
      channels: ['email-liaison'],
      clearance: 'TLP:AMBER',
      consent: 'un',
      labels: label('Enlace'),
    },
    {
      code: 'partners',
      inside: false,
      territory: 'all',
      channels: ['webhook-partner'],
      clearance: 'TLP:GREEN',
      consent: 'public',
      labels: label('Mesa'),
    },
  ],
  route: {
    audience: 'duty',
    routes: [
      { match: { window: ['election_day'] }, audience: 'room', continue: true },
      { match: { audience: 'offices' }, ack_within: { election_day: { critical: '5m' } } },
      { match: { audience: 'partners', level: 'info' }, release: 'approval' },
    ],
  },
  // Tests of sending send many; storm control has tests of its own.
  storm: { criticals_per_minute: 1_000, others_per_hour: 1_000 },
  ladders: [],
  conflict_of_interest: { rule: label('regla') },
  fallback: { channel_down: 'next_channel', all_down: 'call_tree' },
})

const parents: Readonly<Record<string, string>> = {
  AA0101: 'AA01',
  AA0105: 'AA01',
  AA01: 'AA',
  AA0201: 'AA02',
  AA02: 'AA',
}
const names: Readonly<Record<string, string>> = {
  AA01: 'Norte',
  AA0101: 'Puerto',
  AA0105: 'Altura',
  AA02: 'Sur',
}

function lineage(place: string): string[] {
  const parent = parents[place]
  return parent === undefined ? [place] : [place, ...lineage(parent)]
}

export const pack: DeliveryPack = {
  country: 'AA',
  routing,
  timeZone: 'America/La_Paz',
  offices: {
    offices: [
      { code: 'office-norte', covers: ['AA01'], except: ['AA0105'] },
      { code: 'office-altura', covers: ['AA0105'], except: [] },
      { code: 'office-sur', covers: ['AA02'], except: [] },
    ],
  },
  lineageOf: lineage,
  placeText: (place) =>
    lineage(place)
      .filter((code) => code !== 'AA')
      .map((code) => names[code] ?? code)
      .join(', '),
  institutionOf: (audience) => (audience === 'police' ? 'state_security' : null),
  addresseeLabel: label,
  natureOf: (factor) =>
    factor.startsWith('en.') ? 'endogenous' : factor.startsWith('ex.') ? 'exogenous' : undefined,
  placeLevels: (place) => {
    const department = lineage(place).find((code) => code.length === 4)
    return {
      ...(department === undefined ? {} : { department }),
      ...(place.length === 6 ? { municipality: place } : {}),
    }
  },
  geocodesOf: (place) => [
    { name: 'P-code', code: place },
    ...(place === 'AA01' ? [{ name: 'ISO 3166-2', code: 'AA-N' } as const] : []),
  ],
  outlineOf: (place) =>
    place === 'AA'
      ? [
          [-2, -70],
          [-2, -60],
          [-1, -60],
          [-1, -70],
          [-2, -70],
        ]
      : undefined,
  clockOf: (window) => (window === 'election_day' ? 'election_day' : 'normal'),
}

export const allConsent = { internal: true, ombudsman: true, un: true, public: true }

export function anAlert(changes: Partial<AlertFacts> = {}): AlertFacts {
  return {
    id: '018f6d2e-0000-5000-8000-000000000001',
    process: 'aa-2026-general',
    ruleId: 'candidate-threats',
    state: 'firing',
    maxLevel: 'warning',
    place: 'AA0101',
    title: { es: 'Amenazas contra candidaturas', en: 'Threats against candidates' },
    key: { department: 'AA01' },
    tags: [],
    factors: [],
    marking: 'TLP:GREEN',
    isExercise: false,
    isLate: false,
    asOf: Date.UTC(2026, 2, 20, 18, 30),
    firedAt: Date.UTC(2026, 2, 20, 18, 0),
    ...changes,
  }
}

export function aBody(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    measures: { n: 5 },
    comparisons: [{ measure: 'n', op: 'gte', value: 5, threshold: 3, margin: 2, holds: true }],
    measured: { n: { kind: 'count', window_ms: 1_209_600_000 } },
    evidence: { ids: [], count: 5 },
    explain: { es: '5 amenazas en 14 días.', en: '5 threats in 14 days.' },
    recommended: [
      {
        id: 'protect',
        to: 'prosecutor',
        due_at: '2026-03-21T18:00:00Z',
        text: { es: 'Proteger.', en: 'Protect.' },
      },
    ],
    audiences: [{ audience: 'duty', from: 'watch', ack_within_ms: 14_400_000, release: 'automatic' }],
    evidence_actors: [],
    consent: allConsent,
    certainty: 'likely',
    ...changes,
  }
}

export function anEvent(
  changes: Partial<EventFacts & { level: string | null }> = {},
  body: Readonly<Record<string, unknown>> = {},
): EventFacts & { level: string | null } {
  return {
    ordinal: 1,
    kind: 'fired',
    notify: true,
    at: Date.UTC(2026, 2, 20, 18, 31),
    level: 'warning',
    body: readEventBody(aBody(body)),
    ...changes,
  }
}

export const anOccasion = (changes: Partial<Occasion> = {}): Occasion => ({
  alert: anAlert(),
  event: anEvent(),
  pack,
  ...changes,
})

export function aWorld(changes: Partial<World> = {}): World {
  return {
    now: Date.UTC(2026, 2, 20, 18, 31),
    isUsable: (channel) => channel.type !== 'sms',
    isTlsEnforced: true,
    isReplay: false,
    told: [],
    ...changes,
  }
}
