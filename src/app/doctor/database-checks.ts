// What is unsafe in the database, in Redis, and in what the database holds: who may approve, whose token ends, who cannot be told.
import type { WallFacts } from '#platform/database/wall-check.ts'
import { check } from './finding.ts'

export interface DatabaseFacts {
  /** The server's, by name, as pg_settings gives them; undefined in embedded mode. */
  readonly settings: ReadonlyMap<string, string> | undefined
  readonly isSuperuser: boolean
  readonly canBypassRowSecurity: boolean
  readonly ownsTables: boolean
  readonly walls: WallFacts
  readonly encoding: string
  /** Database clock minus ours. */
  readonly skewMs: number
  readonly redisPolicy: string | undefined
  /** Persons with a live token that approves rules. */
  readonly ruleApprovers: number
  /** Labels of tokens that end within two weeks. */
  readonly endingTokens: readonly string[]
  /** Electoral processes that are no exercise and are not closed. */
  readonly realProcesses: readonly string[]
  readonly activeRules: number
  /** Ways of the routes that this installation has no settings for: `channel (recipients)`. */
  readonly unusableChannels: readonly string[]
}

const connectionsOfAProcess = 10
const skewLimitMs = 5_000

/** A setting on which the promise of a 201 hangs. */
const unsafe = (code: string, name: string) =>
  check<DatabaseFacts>(
    code,
    'danger',
    ['Un corte de luz pierde señales ya acusadas', 'A power cut loses signals that were acknowledged'],
    [`${name} = on en postgresql.conf`, `${name} = on in postgresql.conf`],
    ({ settings }) => (settings?.get(name) === 'off' ? `${name}=off` : undefined),
  )

export const databaseChecks = [
  unsafe('DATABASE_FSYNC', 'fsync'),
  unsafe('DATABASE_FULL_PAGE_WRITES', 'full_page_writes'),
  unsafe('DATABASE_SYNCHRONOUS_COMMIT', 'synchronous_commit'),
  check<DatabaseFacts>(
    'DATABASE_VERSION',
    'danger',
    ['PostgreSQL es más viejo de lo que Vigía admite', 'PostgreSQL is older than Vigía supports'],
    ['Actualice a PostgreSQL 15 o más nuevo', 'Upgrade to PostgreSQL 15 or newer'],
    ({ settings }) => {
      const version = Number(settings?.get('server_version_num') ?? Number.POSITIVE_INFINITY)
      return version < 150_000 ? `PostgreSQL ${Math.floor(version / 10_000)}` : undefined
    },
  ),
  check<DatabaseFacts>(
    'DATABASE_SUPERUSER',
    'danger',
    [
      'Vigía entra a la base como superusuario: ningún permiso la detiene',
      'Vigía enters the database as a superuser: no permission stops it',
    ],
    [
      'Cree un usuario propio, dueño solo de su base',
      'Create a user of its own that owns nothing but its database',
    ],
    ({ settings, isSuperuser }) => (settings !== undefined && isSuperuser ? 'superuser' : undefined),
  ),
  check<DatabaseFacts>(
    'DATABASE_BYPASSES_ROW_SECURITY',
    'danger',
    [
      'El usuario de la base pasa por encima de las reglas por fila',
      'The database user passes over the rules by row',
    ],
    ['alter role … nobypassrls', 'alter role … nobypassrls'],
    (facts) =>
      facts.settings !== undefined && facts.canBypassRowSecurity && !facts.isSuperuser
        ? 'bypassrls'
        : undefined,
  ),
  check<DatabaseFacts>(
    'DATABASE_OWNER',
    'warning',
    [
      'Vigía entra a la base como dueña de las tablas: podría quitar las reglas por fila',
      'Vigía enters the database as the owner of the tables: it could take the rules by row away',
    ],
    [
      'Cree un usuario que solo sea miembro de vigia_api, vigia_worker, vigia_vault y vigia_audit (docs/operations.md)',
      'Create a user that is only a member of vigia_api, vigia_worker, vigia_vault and vigia_audit (docs/operations.md)',
    ],
    ({ settings, ownsTables, isSuperuser }) =>
      settings !== undefined && ownsTables && !isSuperuser ? 'owner' : undefined,
  ),
  check<DatabaseFacts>(
    'DATABASE_WALLS',
    'danger',
    [
      'Las reglas por fila de la base no están completas: Vigía no arranca así',
      'The rules by row of the database are not complete: Vigía does not start like this',
    ],
    [
      'Deshaga lo que se cambió a mano, o dé los roles al usuario (docs/security/walls.md)',
      'Undo what was changed by hand, or grant the roles to the user (docs/security/walls.md)',
    ],
    ({ walls: { missingRoles, unwalled, open, views } }) => {
      const found = [...missingRoles, ...unwalled, ...open, ...views]
      return found.length === 0 ? undefined : found.join(', ')
    },
  ),
  check<DatabaseFacts>(
    'DATABASE_LOGS_STATEMENTS',
    'danger',
    [
      'El registro de la base guarda el contenido de las señales',
      'The log of the database keeps the content of signals',
    ],
    [
      'log_statement = none y log_min_duration_statement = -1',
      'log_statement = none and log_min_duration_statement = -1',
    ],
    ({ settings }) => {
      const [statement, duration] = [
        settings?.get('log_statement'),
        settings?.get('log_min_duration_statement'),
      ]
      const isAll = statement === 'all' || statement === 'mod'
      if (!isAll && (duration === undefined || duration === '-1')) return undefined
      return `log_statement=${statement}, log_min_duration_statement=${duration}`
    },
  ),
  check<DatabaseFacts>(
    'DATABASE_ENCODING',
    'danger',
    ['La base no guarda todas las letras', 'The database does not keep every letter'],
    ['Cree la base con encoding UTF8', 'Create the database with encoding UTF8'],
    ({ encoding }) => (encoding === 'UTF8' ? undefined : encoding),
  ),
  check<DatabaseFacts>(
    'DATABASE_CONNECTIONS',
    'warning',
    ['La base admite muy pocas conexiones', 'The database takes too few connections'],
    ['max_connections de 10 por proceso y 20 más', 'max_connections of 10 for each process and 20 more'],
    ({ settings }) => {
      const most = Number(settings?.get('max_connections') ?? Number.POSITIVE_INFINITY)
      return most < 2 * connectionsOfAProcess + 20 ? `max_connections=${most}` : undefined
    },
  ),
  check<DatabaseFacts>(
    'CLOCK_SKEWED',
    'warning',
    [
      'El reloj de la base y el de esta máquina no coinciden',
      'The clock of the database and that of this machine differ',
    ],
    ['Sincronice ambas máquinas (NTP)', 'Synchronise both machines (NTP)'],
    ({ skewMs }) => (Math.abs(skewMs) > skewLimitMs ? `${Math.round(skewMs / 1_000)} s` : undefined),
  ),
  check<DatabaseFacts>(
    'REDIS_EVICTS',
    'danger',
    ['Redis tira trabajo cuando se llena', 'Redis throws work away when it is full'],
    ['maxmemory-policy noeviction', 'maxmemory-policy noeviction'],
    ({ redisPolicy }) =>
      redisPolicy === undefined || redisPolicy === 'noeviction'
        ? undefined
        : `maxmemory-policy ${redisPolicy}`,
  ),
  check<DatabaseFacts>(
    'NO_SECOND_APPROVER',
    'danger',
    [
      'Nadie puede aprobar lo que propone quien administra las reglas',
      'Nobody can approve what the rules administrator proposes',
    ],
    ['Emita un token rules_admin para una segunda persona', 'Issue a rules_admin token for a second person'],
    ({ ruleApprovers }) => (ruleApprovers < 2 ? `${ruleApprovers}` : undefined),
  ),
  check<DatabaseFacts>(
    'TOKENS_END_SOON',
    'warning',
    ['Hay tokens que vencen en menos de dos semanas', 'Tokens end within two weeks'],
    ['Emita los que los siguen antes', 'Issue their successors before'],
    ({ endingTokens }) => (endingTokens.length > 0 ? endingTokens.join(', ') : undefined),
  ),
  check<DatabaseFacts>(
    'EMBEDDED_ELECTION',
    'danger',
    [
      'Una elección real corre en modo embebido: un corte de luz la pierde',
      'A real election runs in embedded mode: a power cut loses it',
    ],
    ['Use el modo servidor (DATABASE_URL)', 'Use server mode (DATABASE_URL)'],
    ({ settings, realProcesses }) =>
      settings === undefined && realProcesses.length > 0 ? realProcesses.join(', ') : undefined,
  ),
  check<DatabaseFacts>(
    'NO_ACTIVE_RULE',
    'danger',
    ['Ninguna regla está activa: nada levanta una alerta', 'No rule is active: nothing raises an alert'],
    ['`npx vigia import-pack`, y active reglas', '`npx vigia import-pack`, and activate rules'],
    ({ activeRules }) => (activeRules === 0 ? '0' : undefined),
  ),
  check<DatabaseFacts>(
    'CHANNELS_WITHOUT_SETTINGS',
    'warning',
    ['Hay vías de las rutas que aquí no están configuradas', 'Ways of the routes have no settings here'],
    ['Configúrelas, o quítelas de routes.yaml', 'Give them settings, or take them out of routes.yaml'],
    ({ settings, unusableChannels }) =>
      settings !== undefined && unusableChannels.length > 0 ? unusableChannels.join(', ') : undefined,
  ),
]
