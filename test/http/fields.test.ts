// docs/security/fields.md says what the server answers and takes field by field: signals and evidence, for every role. Written anew with vitest -u.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Role, roles } from '#domain/actor.ts'
import { type Body, openTestApp, type TestApp } from '../support/app.ts'

const introduction = `# Who sees and writes which field

Generated from the running server by \`test/http/fields.test.ts\`. Do not edit. Routes: [access matrix](../access-matrix.md); rows: [walls](walls.md).

●: shown, or taken. A word: held back, and why; the answer says so too, in \`redacted\`. Empty: not there for this reader. Of a role without a column nothing comes at all. Above a reader's marking a signal is not there; of \`TLP:RED\` only whoever may read exact places gets more than the municipality.
`

type Reader = Role | 'desk'
let app: TestApp
let signal: string
let alert: string

const report = (n: number, consent: object) => ({
  external_id: `fields-${n}`,
  process: app.process,
  category: 'threat',
  target: { kind: 'candidate' },
  severity: 3,
  place: 'BO06',
  lat: -21.53,
  lon: -64.73,
  title: 'Amenaza a una candidatura',
  narrative: 'llegaron de noche a la casa de campaña',
  public_text: 'una amenaza en el sur',
  evidence: [{ sha256: 'a'.repeat(64) }],
  source: { root: `fields-root-${n}` },
  consent,
})

beforeAll(async () => {
  // Its own: reports of other tests would be evidence as well.
  app = await openTestApp()
  const given = [
    { internal: true, ombudsman: true, un: true },
    { internal: true, ombudsman: true },
    { internal: true },
  ]
  for (const [n, consent] of given.entries()) {
    const { status, body } = await app.call('desk', 'POST', '/v1/signals', { payload: report(n, consent) })
    expect([status, body['errors'] ?? null]).toEqual([201, null])
    if (n === 0) signal = String(body['id'])
  }
  await app.drain()
  const { body } = await app.call('ombudsman', 'GET', '/v1/alerts?rule=candidate-threats&place=BO06')
  alert = String((body['items'] as unknown as Body[])[0]?.['id'])
})

afterAll(() => app.close())

/** Rows of a table: each field that anybody gets, with what each reader gets of it. */
function matrix(seen: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  const readers = [...seen.keys()]
  const fields = [...new Set([...seen.values()].flatMap((one) => [...one.keys()]))].toSorted()
  const rows = fields.map(
    (field) =>
      `| \`${field}\` | ${readers.map((reader) => seen.get(reader)?.get(field) ?? '').join(' | ')} |`,
  )
  return `| Field | ${readers.join(' | ')} |\n|---|${readers.map(() => ':-:').join('|')}|\n${rows.join('\n')}`
}

const shown = (value: unknown): boolean => value !== null && value !== undefined

async function signalFor(reader: Reader): Promise<ReadonlyMap<string, string> | undefined> {
  const { status, body } = await app.call(reader, 'GET', `/v1/signals/${signal}`)
  if (status !== 200) return undefined
  const marks = new Map<string, string>()
  for (const [field, value] of Object.entries(body))
    if (field !== 'body' && field !== 'redacted') marks.set(field, shown(value) ? '●' : '')
  for (const field of Object.keys(body['body'] ?? {})) marks.set(`body.${field}`, '●')
  for (const one of body['redacted'] as unknown as { field: string; reason: string }[])
    marks.set(one.field === 'place' ? 'place' : `body.${one.field}`, one.reason)
  return marks
}

async function evidenceFor(reader: Reader): Promise<ReadonlyMap<string, string> | undefined> {
  const { status, body } = await app.call(reader, 'GET', `/v1/alerts/${alert}/why`)
  if (status !== 200) return undefined
  const evidence = body['evidence'] as unknown as Body[]
  expect(evidence.length).toBeGreaterThan(0)
  const marks = new Map<string, string>()
  for (const one of evidence)
    for (const [field, value] of Object.entries(one))
      if (field === 'redacted') marks.set('all but signal, of those without consent', String(value))
      else if (shown(value)) marks.set(field, '●')
  return marks
}

async function table(
  readers: readonly Reader[],
  look: (reader: Reader) => Promise<ReadonlyMap<string, string> | undefined>,
): Promise<string> {
  const seen = new Map<string, ReadonlyMap<string, string>>()
  for (const reader of readers) {
    const marks = await look(reader)
    if (marks !== undefined) seen.set(reader === 'desk' ? 'its own source' : reader, marks)
  }
  return matrix(seen)
}

/** What somebody may add to a signal that is sound without it. */
const additions: Readonly<Record<string, object>> = {
  narrative: { narrative: 'llegaron de noche' },
  severity: { severity: 2 },
  title: { title: 'Amenaza' },
  public_text: { public_text: 'una amenaza' },
  reliability: { reliability: 'B' },
  credibility: { credibility: 2 },
  verification: { verification: 'verified' },
  'marking, below the usual one': { marking: 'TLP:CLEAR' },
  'source.id, of another source': { source: { id: 'field-of-somebody-else' } },
  'source.kind, another one': { source: { kind: 'un_agency' } },
  department: { department: 'BO01' },
  received_at: { received_at: '2026-01-01T00:00:00Z' },
}

async function writesFor(writer: Reader): Promise<ReadonlyMap<string, string> | undefined> {
  const marks = new Map<string, string>()
  for (const [n, [field, more]] of Object.entries(additions).entries()) {
    const payload = {
      external_id: `fields-${writer}-${n}`,
      process: app.process,
      category: 'other',
      place: 'BO06',
      consent: { internal: true, ombudsman: true, un: false, public: false },
      ...more,
    }
    const { status, body } = await app.call(writer, 'POST', '/v1/signals', { payload })
    if (body['code'] === ('AUTH_SCOPE_MISSING' as unknown)) return undefined
    const [first] = (body['errors'] ?? []) as unknown as { code?: string }[]
    marks.set(field, status < 300 ? '●' : `\`${first?.code ?? String(body['code'])}\``)
  }
  return marks
}

test('V8.1.2: docs/security/fields.md is what the server shows and takes, field by field and role by role', async () => {
  const readers: readonly Reader[] = ['desk', ...roles]
  const parts = [
    introduction,
    '## Reading a signal (`GET /v1/signals/{id}`)\n',
    await table(readers, signalFor),
    '\n## Reading the evidence of an alert (`GET /v1/alerts/{id}/why`)\n',
    await table(roles, evidenceFor),
    '\n## Writing a signal (`POST /v1/signals`)\n',
    await table(roles, writesFor),
    '',
  ]
  await expect(parts.join('\n')).toMatchFileSnapshot('../../docs/security/fields.md')
  // Not a table of nothing: somebody is refused, and somebody sees less than another.
  expect(parts.join('\n')).toMatch(/restricted/)
  expect(parts.join('\n')).toMatch(/INTAKE_RIGHT_MISSING/)
  expect(parts.join('\n')).toMatch(/consent/)
})
