// Under which role of the database, and with which sight, statements run: decided by whoever asks, and carried along by the call itself.
// A statement that nobody has given a wall is refused, so that a forgotten place fails loudly and shows nothing.
import { AsyncLocalStorage } from 'node:async_hooks'
import { sql } from 'kysely'
import type { Sight } from '#domain/access/sight-of.ts'
import { AppError } from '../errors.ts'
import type { Executor } from './database.ts'

/** Roles that own nothing; docs/security/walls.md says what each may do. */
export type DatabaseRole = 'vigia_api' | 'vigia_worker' | 'vigia_vault' | 'vigia_audit'

/** `login`: as the user of the connection, without taking a role: for migrations and for the doctor. */
export type Wall = { readonly role: 'login' } | { readonly role: DatabaseRole; readonly settings: Settings }

type Settings = Readonly<Record<string, string>>

/** The product itself: pipeline, sweeps, commands, groups of reports. */
export const product: Wall = { role: 'vigia_worker', settings: {} }
/** The sealer of the audit log. */
export const sealer: Wall = { role: 'vigia_audit', settings: {} }
/** A request before it is known who asks, and public routes: people's credentials, and no content. */
export const anybody: Wall = { role: 'vigia_api', settings: {} }
export const login: Wall = { role: 'login' }

export function wallOf(sight: Sight): Wall {
  return { role: 'vigia_api', settings: settingsOf(sight) }
}

function settingsOf(sight: Sight): Settings {
  return {
    'vigia.role': sight.role,
    'vigia.scopes': arrayText(sight.scopes),
    'vigia.everywhere': sight.isEverywhere ? 'on' : '',
    'vigia.places': arrayText(sight.places),
    'vigia.markings': arrayText(sight.markings),
    'vigia.all_processes': sight.processes === null ? 'on' : '',
    'vigia.processes': arrayText(sight.processes ?? []),
    'vigia.source': sight.source,
    'vigia.actor': sight.actor,
  }
}

const walls = new AsyncLocalStorage<Wall>()
let outside: Wall | undefined

/** Everything that the work asks of the database, also later and in other turns of the loop, is asked behind this wall. */
export function runBehind<T>(wall: Wall, work: () => T): T {
  return walls.run(wall, work)
}

/** For tests, which look at tables from outside; the product never calls it. */
export function assumeOutside(wall: Wall | undefined): void {
  outside = wall
}

export function wallNow(): Wall {
  const wall = walls.getStore() ?? outside
  if (wall !== undefined) return wall
  throw new AppError(
    'bug',
    'DATABASE_NO_WALL',
    'a statement was sent to the database without saying who asks: run it inside runBehind',
  )
}

/**
 * The product looks or writes beyond the sight of the person who asked, after the caller has checked the right to it; every place is listed in
 * docs/security/walls.md. In a transaction the role is given back afterwards.
 */
export async function beyondSight<T>(db: Executor, work: () => Promise<T>): Promise<T> {
  const wall = walls.getStore()
  if (wall?.role !== 'vigia_api') return work()
  if (!db.isTransaction) return runBehind(product, work)
  return switched(db, { role: 'vigia_worker' }, { role: wall.role }, () => runBehind(product, work))
}

/** The signals that an alert rests on, for whoever sees the alert: these ids alone, whatever their marking and place. */
export async function withEvidence<T>(
  db: Executor,
  ids: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const wall = walls.getStore()
  if (wall?.role !== 'vigia_api') return work()
  const extended = { 'vigia.evidence': arrayText(ids) }
  const settings = { ...wall.settings, ...extended }
  if (!db.isTransaction) return runBehind({ ...wall, settings }, work)
  return switched(db, extended, { 'vigia.evidence': '' }, work)
}

/** For feeds, whose routes are public: what was published is seen through its files, by whoever presents a token as far as that one sees. */
export function throughFeed<T>(reader: Sight | undefined, work: () => Promise<T>): Promise<T> {
  const wall = walls.getStore()
  if (wall?.role !== 'vigia_api') return work()
  if (reader === undefined) return runBehind({ ...wall, settings: { 'vigia.feed': 'public' } }, work)
  return runBehind({ ...wall, settings: { ...settingsOf(reader), 'vigia.feed': 'reader' } }, work)
}

/** Who is behind a report: the only role that reaches the vault, given back afterwards. */
export async function inVault<T>(db: Executor, work: () => Promise<T>): Promise<T> {
  const wall = walls.getStore()
  if (wall === undefined || wall.role === 'login' || wall.role === 'vigia_vault') return work()
  const vault: Wall = { role: 'vigia_vault', settings: {} }
  if (!db.isTransaction) return runBehind(vault, work)
  return switched(db, { role: 'vigia_vault' }, { role: wall.role }, () => runBehind(vault, work))
}

async function switched<T>(db: Executor, to: Settings, back: Settings, work: () => Promise<T>): Promise<T> {
  await setAll(db, to)
  try {
    return await work()
  } finally {
    // After a failed statement the transaction takes nothing but its end, and the role ends with it.
    await setAll(db, back).catch(() => undefined)
  }
}

async function setAll(db: Executor, settings: Settings): Promise<void> {
  const each = Object.entries(settings).map(([name, value]) => sql`set_config(${name}, ${value}, true)`)
  await sql`select ${sql.join(each)}`.execute(db)
}

/** One statement that takes the role and sets the sight, both until the end of the transaction; undefined: the login stays as it is. */
export function openingOf(wall: Wall): string | undefined {
  if (wall.role === 'login') return undefined
  const all = { role: wall.role, ...wall.settings }
  const calls = Object.entries(all).map(([name, value]) => `set_config('${name}', ${literal(value)}, true)`)
  return `select ${calls.join(', ')}`
}

/** `E''` reads backslashes alike whatever the server's settings are. */
function literal(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

function arrayText(values: readonly string[]): string {
  return `{${values.map((one) => `"${one.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`
}
