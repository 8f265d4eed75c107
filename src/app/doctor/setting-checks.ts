// What is unsafe in the settings and files of an installation.
import type { Config } from '#config/config.ts'
import { check } from './finding.ts'
import { signInChecks } from './sign-in-checks.ts'

export interface SettingFacts {
  readonly config: Config
  /** Names of settings whose value stands in the environment itself, not in a file. */
  readonly inEnvironment: readonly string[]
  /** Files and folders that hold secrets or data, with their permission bits. */
  readonly files: readonly { readonly path: string; readonly mode: number }[]
  /** Share of the data folder's disk that is free; undefined in server mode. */
  readonly freeShare: number | undefined
  /** As `process.versions.node`. */
  readonly nodeVersion: string
}

const secretNames = [
  'VIGIA_WEBHOOKS',
  'VIGIA_ADAPTERS',
  'VIGIA_SMTP_URL',
  'VIGIA_CANARY_TOKEN',
  'DATABASE_URL',
  'VIGIA_VAULT_KEYS',
  'VIGIA_VAULT_KMS_TOKEN',
  'VIGIA_AUDIT_KEY',
  'VIGIA_ACCESS_KEY',
  'VIGIA_OIDC_CLIENT_SECRET',
]
const oldestNode = 26
const leastFree = 0.1

const isLoopback = (host: string): boolean => /^(localhost|127\.[\d.]+|::1|\[::1\])$/.test(host)
const server = ({ config }: SettingFacts) => (config.backend.mode === 'server' ? config.backend : undefined)

/** `host=/folder` in the query is a socket of this machine. */
function remoteHost(url: string): string | undefined {
  const { hostname, searchParams } = new URL(url)
  const isSocket = hostname === '' || searchParams.get('host')?.startsWith('/') === true
  return isSocket || isLoopback(hostname) ? undefined : hostname
}

const carriesPassword = (url: string | undefined): boolean =>
  url !== undefined && new URL(url).password !== ''

export const settingChecks = [
  ...signInChecks,
  check<SettingFacts>(
    'LISTENS_EVERYWHERE',
    'warning',
    [
      'Escucha en todas las direcciones de la máquina, sin TLS',
      'It listens on every address of the machine, without TLS',
    ],
    ['Deje HOST=127.0.0.1 detrás de un proxy con TLS', 'Leave HOST=127.0.0.1 behind a proxy with TLS'],
    ({ config }) => (['0.0.0.0', '::', '[::]'].includes(config.host) ? `HOST=${config.host}` : undefined),
  ),
  check<SettingFacts>(
    'PUBLIC_URL_MISSING',
    'warning',
    ['Los enlaces de los mensajes no llevan a ninguna parte', 'The links in messages lead nowhere'],
    [
      'Ponga VIGIA_PUBLIC_URL con la dirección que usa la gente',
      'Set VIGIA_PUBLIC_URL to the address that people use',
    ],
    (facts) =>
      server(facts) && facts.config.publicUrl === undefined ? 'VIGIA_PUBLIC_URL not set' : undefined,
  ),
  check<SettingFacts>(
    'PUBLIC_URL_PLAIN',
    'danger',
    [
      'La dirección pública no usa TLS: cualquiera en la red lee tokens y señales',
      'The public address has no TLS: anybody on the line reads tokens and signals',
    ],
    ['Use https:// y un certificado en el proxy', 'Use https:// and a certificate in the proxy'],
    ({ config: { publicUrl } }) =>
      publicUrl?.startsWith('http://') && !isLoopback(new URL(publicUrl).hostname) ? publicUrl : undefined,
  ),
  check<SettingFacts>(
    'METRICS_OPEN',
    'danger',
    ['Las métricas se sirven sin token hacia afuera', 'Metrics are served to the outside without a token'],
    ['Deje HOST=127.0.0.1, o quite VIGIA_METRICS_PORT', 'Leave HOST=127.0.0.1, or remove VIGIA_METRICS_PORT'],
    ({ config }) =>
      config.metricsPort !== undefined && !isLoopback(config.host)
        ? `VIGIA_METRICS_PORT=${config.metricsPort} on HOST=${config.host}`
        : undefined,
  ),
  check<SettingFacts>(
    'MAIL_MISSING',
    'danger',
    ['No hay servidor de correo: nada sale por correo', 'There is no mail server: nothing leaves by mail'],
    ['Ponga VIGIA_SMTP_URL_FILE', 'Set VIGIA_SMTP_URL_FILE'],
    (facts) =>
      server(facts) && facts.config.delivery.smtpUrl === undefined ? 'VIGIA_SMTP_URL not set' : undefined,
  ),
  check<SettingFacts>(
    'MAIL_PLAIN',
    'danger',
    ['El correo sale sin TLS hacia otra máquina', 'Mail leaves for another machine without TLS'],
    ['Quite ?tls=off de VIGIA_SMTP_URL', 'Remove ?tls=off from VIGIA_SMTP_URL'],
    ({ config: { delivery } }) => {
      const url = delivery.smtpUrl === undefined ? undefined : new URL(delivery.smtpUrl)
      return url?.searchParams.get('tls') === 'off' && !isLoopback(url.hostname)
        ? `tls=off to ${url.hostname}`
        : undefined
    },
  ),
  check<SettingFacts>(
    'MAIL_SENDER',
    'warning',
    [
      'El remitente del correo no es de un dominio propio: los servidores lo rechazan',
      'The sender of mail is of no domain of yours: servers refuse it',
    ],
    [
      'Ponga VIGIA_MAIL_FROM con una dirección de su dominio',
      'Set VIGIA_MAIL_FROM to an address of your domain',
    ],
    ({ config: { delivery } }) =>
      delivery.smtpUrl !== undefined && delivery.mailFrom.replace(/>$/, '').endsWith('@localhost')
        ? `VIGIA_MAIL_FROM=${delivery.mailFrom}`
        : undefined,
  ),
  check<SettingFacts>(
    'PRIVATE_ADDRESSES',
    'danger',
    [
      'Los webhooks pueden llamar a máquinas de la red interna',
      'Webhooks may call machines of the inner network',
    ],
    [
      'Quite VIGIA_ALLOW_PRIVATE_ADDRESSES, o cierre la salida con un cortafuegos',
      'Remove VIGIA_ALLOW_PRIVATE_ADDRESSES, or close the way out with a firewall',
    ],
    ({ config }) => (config.delivery.allowPrivateAddresses ? 'VIGIA_ALLOW_PRIVATE_ADDRESSES=1' : undefined),
  ),
  check<SettingFacts>(
    'TEST_MODE',
    'danger',
    [
      'El modo de pruebas permite que el programa se rompa a propósito',
      'The test mode lets the program be broken on purpose',
    ],
    ['Quite VIGIA_TEST y FAIL_AT', 'Remove VIGIA_TEST and FAIL_AT'],
    ({ config, inEnvironment }) =>
      config.failAt !== undefined
        ? 'FAIL_AT set'
        : inEnvironment.includes('VIGIA_TEST')
          ? 'VIGIA_TEST=1'
          : undefined,
  ),
  check<SettingFacts>(
    'SECRET_IN_ENVIRONMENT',
    'warning',
    [
      'Hay secretos en el entorno, donde otros programas y los volcados los ven',
      'Secrets stand in the environment, where other programs and dumps see them',
    ],
    ['Guárdelos en un archivo y nómbrelo con NOMBRE_FILE', 'Keep them in a file and name it by NAME_FILE'],
    ({ config, inEnvironment }) => {
      const found = secretNames.filter(
        (name) =>
          inEnvironment.includes(name) &&
          (name !== 'DATABASE_URL' ||
            (config.backend.mode === 'server' && carriesPassword(config.backend.databaseUrl))) &&
          (name !== 'VIGIA_SMTP_URL' || carriesPassword(config.delivery.smtpUrl)),
      )
      return found.length > 0 ? found.join(', ') : undefined
    },
  ),
  check<SettingFacts>(
    'FILE_READABLE',
    'danger',
    ['Otros usuarios de la máquina leen secretos o datos', 'Other users of the machine read secrets or data'],
    ['chmod 600 al archivo, 700 a la carpeta', 'chmod 600 the file, 700 the folder'],
    ({ files }) => {
      const open = files.filter(({ mode }) => (mode & 0o077) !== 0)
      return open.length > 0
        ? open.map(({ path, mode }) => `${path} ${(mode & 0o777).toString(8)}`).join(', ')
        : undefined
    },
  ),
  check<SettingFacts>(
    'DATABASE_PLAIN',
    'danger',
    [
      'La línea hacia la base de datos no verifica con quién habla',
      'The line to the database does not verify whom it speaks to',
    ],
    ['Agregue ?sslmode=verify-full a DATABASE_URL', 'Add ?sslmode=verify-full to DATABASE_URL'],
    (facts) => {
      const url = server(facts)?.databaseUrl
      const host = url === undefined ? undefined : remoteHost(url)
      if (url === undefined || host === undefined) return undefined
      const mode = new URL(url).searchParams.get('sslmode')
      return mode === 'verify-full' ? undefined : `${host}, sslmode ${mode ?? 'not set'}`
    },
  ),
  check<SettingFacts>(
    'REDIS_PLAIN',
    'warning',
    ['La línea hacia Redis no va cifrada', 'The line to Redis is not encrypted'],
    ['Use rediss:// en REDIS_URL', 'Use rediss:// in REDIS_URL'],
    (facts) => {
      const url = server(facts)?.redisUrl
      const host = url === undefined ? undefined : remoteHost(url)
      return host !== undefined && url?.startsWith('redis://') ? host : undefined
    },
  ),
  check<SettingFacts>(
    'REDIS_NO_PASSWORD',
    'warning',
    ['Cualquiera que alcance Redis puede vaciarlo', 'Whoever reaches Redis can empty it'],
    ['Ponga una contraseña en Redis y en REDIS_URL', 'Give Redis a password, and REDIS_URL too'],
    (facts) => {
      const url = server(facts)?.redisUrl
      const host = url === undefined ? undefined : remoteHost(url)
      return host !== undefined && !carriesPassword(url) ? host : undefined
    },
  ),
  check<SettingFacts>(
    'NO_RATE_LIMIT',
    'warning',
    ['Un solo token puede ocupar toda la API', 'One token alone can take up the whole API'],
    ['Quite VIGIA_RATE_PER_MINUTE=0', 'Remove VIGIA_RATE_PER_MINUTE=0'],
    ({ config }) => (config.ratePerMinute === 0 ? 'VIGIA_RATE_PER_MINUTE=0' : undefined),
  ),
  check<SettingFacts>(
    'LOG_TOO_MUCH',
    'warning',
    ['El registro guarda más de lo que hace falta', 'The log keeps more than is needed'],
    ['Use LOG_LEVEL=info', 'Use LOG_LEVEL=info'],
    ({ config }) => (config.logLevel === 'debug' ? 'LOG_LEVEL=debug' : undefined),
  ),
  check<SettingFacts>(
    'LOG_NOTHING',
    'warning',
    ['El registro calla también los errores', 'The log keeps silent about errors too'],
    ['Use LOG_LEVEL=info', 'Use LOG_LEVEL=info'],
    ({ config }) => (config.logLevel === 'silent' ? 'LOG_LEVEL=silent' : undefined),
  ),
  check<SettingFacts>(
    'NO_CANARY',
    'danger',
    [
      'Nadie notaría que el sistema dejó de alertar',
      'Nobody would notice that the system has stopped alerting',
    ],
    [
      '`npx vigia process canary`, ponga VIGIA_CANARY_TOKEN_FILE y arranque el vigilante (npm run watchdog)',
      '`npx vigia process canary`, set VIGIA_CANARY_TOKEN_FILE and start the watchdog (npm run watchdog)',
    ],
    (facts) =>
      server(facts) && facts.config.canary.token === undefined ? 'VIGIA_CANARY_TOKEN not set' : undefined,
  ),
  check<SettingFacts>(
    'VAULT_NOT_SEALED',
    'warning',
    [
      'Ninguna identidad se sella a claves de quienes verifican: un servidor incautado con sus llaves las entrega todas',
      'No identity is sealed to keys of verifiers: a server seized with its keys gives all of them away',
    ],
    [
      'Ponga VIGIA_VAULT_RECIPIENTS con las claves públicas (age-keygen en la máquina de cada verificador)',
      'Set VIGIA_VAULT_RECIPIENTS to the public keys (age-keygen on the machine of each verifier)',
    ],
    (facts) =>
      server(facts) && facts.config.vault.recipients === '' ? 'VIGIA_VAULT_RECIPIENTS not set' : undefined,
  ),
  check<SettingFacts>(
    'DISK_NEARLY_FULL',
    'danger',
    ['El disco de los datos está casi lleno', 'The disk of the data is nearly full'],
    ['Libere espacio o cambie VIGIA_DATA_DIR de disco', 'Make room, or move VIGIA_DATA_DIR to another disk'],
    ({ freeShare }) =>
      freeShare !== undefined && freeShare < leastFree ? `${Math.round(freeShare * 100)} % free` : undefined,
  ),
  check<SettingFacts>(
    'NODE_TOO_OLD',
    'danger',
    [
      'Esta versión de Node no es la que Vigía necesita',
      'This version of Node is not the one that Vigía needs',
    ],
    [
      '`npm ci`, y arranque con npm start o node_modules/.bin/node',
      '`npm ci`, and start with npm start or node_modules/.bin/node',
    ],
    ({ nodeVersion }) => (Number.parseInt(nodeVersion, 10) < oldestNode ? `Node ${nodeVersion}` : undefined),
  ),
]
