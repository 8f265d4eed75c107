// Collects what the checks judge: settings, files, the database as it is – also one that the product would refuse to start on.
import { existsSync, statfsSync, statSync } from 'node:fs'
import * as path from 'node:path'
import { versions } from 'node:process'
import { type Config, environment } from '#config/config.ts'
import { createChannels } from '#delivery/channels/channel-table.ts'
import { systemClock } from '#platform/clock.ts'
import { openPglite } from '#platform/database/pglite.ts'
import { clockSkewMs, openPostgres } from '#platform/database/postgres.ts'
import { readWalls } from '#platform/database/wall-check.ts'
import { login, product, runBehind } from '#platform/database/who-asks.ts'
import { createLogger } from '#platform/logger.ts'
import { lookAtTls } from '#platform/tls-look.ts'
import { readEvictionPolicy } from '#queue/bullmq-pokes.ts'
import { loadPack } from '#registry/import-pack.ts'
import { rulesFolderOf } from '../create-app.ts'
import { type DatabaseFacts, databaseChecks } from './database-checks.ts'
import { readHoldings, readServerSettings, readStanding } from './doctor-store.ts'
import { check, type Finding, findingsOf } from './finding.ts'
import { lineChecks } from './line-checks.ts'
import { type SettingFacts, settingChecks } from './setting-checks.ts'

/** What an embedded folder holds that is a secret. */
const heldFiles = ['first-run.json', 'vault.keys', 'audit-key.pem', 'access.key']

type Environment = Readonly<Record<string, string | undefined>>

/** Every finding, dangers first. The database is opened and read, never written. */
export async function examine(config: Config, env: Environment): Promise<Finding[]> {
  const found = [...findingsOf(settingChecks, settingFacts(config, env)), ...(await lineFindings(config))]
  if (isUntouched(config)) return [...found, ...findingsOf([untouched], config)]
  try {
    // As the user of the connection: the roles may be what is missing.
    const facts = await runBehind(login, () => databaseFacts(config))
    found.push(...findingsOf(databaseChecks, facts))
  } catch (error) {
    found.push(...findingsOf([unread], error instanceof Error ? error.message : String(error)))
  }
  return found.toSorted((a, b) => a.severity.localeCompare(b.severity))
}

/** Of an address that cannot be reached from here nothing is said. */
async function lineFindings({ publicUrl }: Config): Promise<Finding[]> {
  const look = publicUrl?.startsWith('https:') === true ? await lookAtTls(new URL(publicUrl)) : undefined
  return look === undefined ? [] : findingsOf(lineChecks, look)
}

/** An embedded folder that no start has filled: looking at it must not make it. */
const isUntouched = ({ backend }: Config): boolean =>
  backend.mode === 'embedded' && !existsSync(path.join(backend.dataDir ?? '', 'pglite'))

const untouched = check<Config>(
  'NEVER_STARTED',
  'warning',
  [
    'Vigía no ha arrancado aún en esta carpeta: la base no se revisó',
    'Vigía has not started in this folder yet: the database was not looked at',
  ],
  ['Arranque con npm start, deténgalo, y repita', 'Start it with npm start, stop it, and ask again'],
  ({ dataDir }) => dataDir,
)

const unread = check<string>(
  'DATABASE_UNREADABLE',
  'danger',
  ['No se pudo leer la base de datos', 'The database could not be read'],
  [
    'Corrija lo que dice el mensaje (faltan tablas: npx vigia migrate; carpeta en uso: detenga Vigía antes)',
    'Mend what the message says (tables missing: npx vigia migrate; folder in use: stop Vigía first)',
  ],
  (message) => message,
)

function settingFacts(config: Config, env: Environment): SettingFacts {
  const dataDir = config.backend.mode === 'embedded' ? config.backend.dataDir : undefined
  const given = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [name],
  )
  const ours = new Set(Object.keys(environment.shape).map((name) => `${name}_FILE`))
  const named = given.filter((name) => ours.has(name)).map((name) => env[name] ?? '')
  const held = dataDir === undefined ? [] : [dataDir, ...heldFiles.map((name) => path.join(dataDir, name))]
  const isHere = dataDir !== undefined && existsSync(dataDir)
  return {
    config,
    inEnvironment: given.filter((name) => env[name] !== '0'),
    files: [...named, ...held]
      .filter((file) => existsSync(file))
      .map((file) => ({ path: file, mode: statSync(file).mode & 0o777 })),
    freeShare: isHere ? freeShareOf(dataDir) : undefined,
    nodeVersion: versions.node,
  }
}

function freeShareOf(folder: string): number {
  const { bavail, blocks } = statfsSync(folder)
  return blocks === 0 ? 1 : bavail / blocks
}

async function databaseFacts(config: Config): Promise<DatabaseFacts> {
  const { backend } = config
  const isServer = backend.mode === 'server'
  const db = isServer
    ? openPostgres(backend.databaseUrl, createLogger('silent'))
    : await openPglite(backend.dataDir)
  try {
    const walls = await readWalls(db)
    // A user that inherits nothing from its roles reads by taking one.
    const reader = walls.missingRoles.length === 0 ? product : login
    return {
      settings: isServer ? await readServerSettings(db) : undefined,
      ...(await readStanding(db)),
      walls,
      skewMs: await clockSkewMs(db, systemClock.now()),
      redisPolicy:
        isServer && backend.redisUrl !== undefined ? await readEvictionPolicy(backend.redisUrl) : undefined,
      ...(await runBehind(reader, () => readHoldings(db))),
      unusableChannels: await unusableChannels(config),
    }
  } finally {
    await db.destroy()
  }
}

/** Channels of the country's routes that somebody is told by, and that have no settings here. */
async function unusableChannels(config: Config): Promise<string[]> {
  const { routing } = await loadPack(rulesFolderOf(config), config.country)
  const channels = createChannels({ ...config.delivery, publicUrl: config.publicUrl ?? '' })
  try {
    return routing.channels.filter((one) => !channels.isUsable(one)).map(({ code }) => code)
  } finally {
    await channels.close()
  }
}
