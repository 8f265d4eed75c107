// The symmetric signature of Standard Webhooks 1.0.0 (`v1`): HMAC-SHA256 over id, timestamp and body.
import { createHmac } from 'node:crypto'

/** `secret`: `whsec_` and base64. `timestamp`: seconds since the epoch. Returns one entry of the `webhook-signature` header. */
export function signWebhook(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64')}`
}
