// The record of 2020–2022 in the product on servers: files of road blockades, each played into an exercise of its own as it was received, and the
// clock of the database set to the end of the record, so that «the last 90 days» are the last ones that the record knows.
// Of the Administradora Boliviana de Carreteras (mapa de transitabilidad), archived by Mauricio Foronda, github.com/mauforonda.
import { existsSync } from 'node:fs'
import * as path from 'node:path'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { readRecording } from '#app/commands/read-recording.ts'
import { type App, drain } from '#app/create-app.ts'
import { type FirstRun, openExercise } from '#app/first-run.ts'
import { replayRecording } from '#app/replay-recording.ts'
import { inTransaction } from '#platform/database/database.ts'
import { raiseRegistryVersion } from '#registry/process-store.ts'
import { readGazetteer } from '#registry/read-gazetteer.ts'
import { replacePlaces } from '#registry/source-store.ts'
import { advance } from '../e2e/world.ts'
import { serveProduct } from '../support/served-product.ts'

const root = path.join(import.meta.dirname, '../..')
const data = path.join(root, '../shared/data')
const gazetteer = path.join(data, 'bolivia-geo/cod_gazetteer_339.csv')

/** Noon of the last day: an alert of the day before stands open, which the afternoon resolves. */
const end = Temporal.Instant.from('2022-06-30T12:00:00-04:00').epochMilliseconds

/** The first is what the views are held against; the others describe the same roads, and fill the queue. */
const files = [
  ['blockades_fulltext_2020-08_2022-06.csv', 'bo-abc-blockades-fulltext', 'bo-2020-general'],
  ['blockades_6h_2020-08_2022-06.csv', 'bo-abc-blockades-6h', 'bo-2021-subnational'],
  ['blockades_fulltext_2020-08-07_15.csv', 'bo-abc-blockades-2020-08', 'bo-2020-general'],
] as const

export const isRecordHere = existsSync(path.join(data, 'bolivia-blockades')) && existsSync(gazetteer)

export interface PlayedRecord {
  readonly url: string
  /** The exercise of the whole record with the words of the road agency. */
  readonly process: string
  /** Of an exercise whose clock runs on: for reports that come in now. */
  readonly live: FirstRun
  /** Sees the record's exercise and nothing else. */
  readonly ombudsman: string
  /** Sees everything that waits. */
  readonly verifier: string
  close(): Promise<void>
}

/** `many`: of the files, how many. */
export async function playRecord(many: number): Promise<PlayedRecord> {
  const recordings = await Promise.all(
    files
      .slice(0, many)
      .map(([file, mapping]) =>
        readRecording(
          [path.join(data, 'bolivia-blockades', file)],
          [path.join(root, `rules/bo/mappings/${mapping}.yaml`)],
        ),
      ),
  )
  const behind = Math.ceil((Date.now() - end) / 1_000)
  const app = await serveProduct({}, (db) => advance(db, `-${behind} seconds`))
  await importMunicipalities(app)
  const processes: string[] = []
  for (const [index, { items }] of recordings.entries()) {
    const process = `record-${index}`
    await replayRecording(app, {
      process,
      calendar: calendarOf(app, files[index]?.[2]),
      items: items.filter((one) => one.receivedAt <= end),
      until: end,
      pace: undefined,
      settle: () => drain(app),
      onProgress: () => undefined,
    })
    processes.push(process)
  }
  const [process = ''] = processes
  const live = await openExercise(app)
  const whole = { marking: 'TLP:AMBER+STRICT' } as const
  const ombudsman = { ...whole, role: 'ombudsman', office: 'ombudsman-duty', processes: [process] } as const
  const tokens = {
    ombudsman: await tokenOf(app, ombudsman),
    verifier: await tokenOf(app, { ...whole, role: 'verifier' }),
  }
  const { url = '' } = await app.start()
  return { url, process, live, ...tokens, close: () => app.stop() }
}

function calendarOf(app: App, id: string | undefined) {
  const found = app.installed.calendars.find((one) => one.process === id)
  if (found === undefined) throw new Error(`no calendar ${id}`)
  return found
}

async function importMunicipalities(app: App): Promise<void> {
  const { places } = await readGazetteer(gazetteer, app.installed.pack)
  await inTransaction(app.db, async (trx) => {
    await replacePlaces(trx, places, 'cod-ab-2020-05')
    await raiseRegistryVersion(trx)
  })
}

async function tokenOf(
  app: App,
  request: Pick<TokenRequest, 'role' | 'marking' | 'office' | 'processes'>,
): Promise<string> {
  const whole = { label: `record: ${request.role}`, territory: ['BO'], days: 1, ...request }
  return (await inTransaction(app.db, (trx) => issueToken(trx, whole, undefined))).secret
}

/** Every page of a list. */
export async function everyItem<Item>(
  ask: <Answer>(who: string, method: string, route: string) => Promise<Answer>,
  who: string,
  route: string,
): Promise<Item[]> {
  const found: Item[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: Item[]; next: string | null } = await ask(
      who,
      'GET',
      `${route}${route.includes('?') ? '&' : '?'}limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    found.push(...page.items)
    cursor = page.next
  }
  return found
}
