// The configuration in one line for the start-up log, without a secret.
import type { Config } from './config.ts'

export function summarise(config: Config): Record<string, unknown> {
  const { backend } = config
  return {
    role: config.role,
    mode: backend.mode,
    country: config.country,
    ...(backend.mode === 'embedded'
      ? { dataDir: backend.dataDir ?? 'memory' }
      : {
          database: withoutSecret(backend.databaseUrl),
          redis: backend.redisUrl && withoutSecret(backend.redisUrl),
        }),
    oidc: config.oidc !== undefined,
    smtp: config.delivery.smtpUrl !== undefined,
    webhooks: Object.keys(config.delivery.webhooks),
    adapters: Object.keys(config.delivery.adapters),
  }
}

function withoutSecret(text: string): string {
  const url = new URL(text)
  url.password = url.password === '' ? '' : '…'
  return url.href
}
