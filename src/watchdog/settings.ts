// The watchdog's own settings and log lines: it shares nothing with the product, not even the reader of its configuration.
import { readFileSync } from 'node:fs'

/** Ways by which the canary comes. */
export type Leg = 'webhook' | 'mail'

const env = (name: string, usual = ''): string => {
  const file = process.env[`VIGIA_WATCHDOG_${name}_FILE`]
  return file === undefined
    ? (process.env[`VIGIA_WATCHDOG_${name}`] ?? usual)
    : readFileSync(file, 'utf8').trim()
}
const list = (text: string) => text.split(',').filter((one) => one !== '')
const isTest = process.env['VIGIA_TEST'] === '1'
export const settings = {
  mode: env('MODE', 'all'), // all; or receive and watch as two processes over one folder
  folder: env('DIR', './watchdog'),
  host: env('HOST', '127.0.0.1'),
  port: Number(env('PORT', '9470')),
  mailPort: Number(env('CANARY_MAIL_PORT', '0')), // 0: no canary mail is taken
  secret: env('SECRET'),
  // Two lost beats are no alarm, and the alarm is out 180 s after the last beat.
  afterMs: isTest ? Number(env('AFTER_MS', '170000')) : 170_000,
  repeatMs: isTest ? Number(env('REPEAT_MS', '900000')) : 900_000,
  alarmUrls: list(env('ALARM_URL')),
  deadManUrl: env('DEADMAN_URL'),
  smtp: env('SMTP_URL'),
  from: env('MAIL_FROM', 'vigia-watchdog@localhost'),
  to: list(env('MAIL_TO')),
}
export const legs: readonly Leg[] =
  settings.mailPort > 0 || env('EXPECT').includes('mail') ? ['webhook', 'mail'] : ['webhook']
export const log = (event: string, more: object = {}) =>
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...more })}\n`)
