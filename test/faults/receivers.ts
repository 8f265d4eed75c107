// An installation with a partner's webhook and a mailbox that misbehave together on command.
import { header, type KeptMail, type MailSink, openMailSink } from '../support/mail-sink.ts'
import { type KeptCall, type Manner, openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'
import type { Arena, Campaign } from './arena.ts'
import { copyProduct, type Patch } from './snapshot.ts'
import { prepareWorld } from './world.ts'

export const file = 'rules/bo/routes.yaml'

const quietHours = ", quiet_hours: {from: '22:00', to: '06:00', holds: [info, watch]}"
/** A run at night is the same as one by day: what rests until the morning is judged by test/, with a clock of its own. */
export const noQuietHours: readonly Patch[] = [
  ', labels: {es: Guardia de la Defensoría',
  ', labels: {es: Oficinas departamentales',
].map((labels) => ({ file, find: `${quietHours}${labels}`, put: labels }))
/** As many messages as there are, each by itself. */
export const noStormControl: Patch = {
  file,
  find: 'route:\n  audience: ombudsman-duty\n',
  put: 'storm: {criticals_per_minute: 100000, others_per_hour: 100000}\nroute:\n  audience: ombudsman-duty\n',
}

export const withPartner: Patch = {
  file,
  find: 'channels: [inbox, email-duty, sms-duty]',
  put: 'channels: [inbox, webhook-partner, email-duty]',
}
export const noLadder: Patch = {
  file,
  find: '  ladder: departmental-then-national\n',
  put: '  ladder: none\n',
}

interface Receivers {
  readonly webhooks: WebhookSink
  readonly mails: MailSink
  /** Webhook calls that were answered 204, and when. */
  readonly taken: { readonly id: string; readonly at: number }[]
  manner: Manner
}

const opened = new Map<string, Receivers>()

export function receiversOf({ database }: Arena): Receivers {
  const found = opened.get(database)
  if (found === undefined) throw new Error('no receivers')
  return found
}

export function setUpOf(id: string, patches: readonly Patch[]) {
  return async (campaign: Campaign) => {
    const taken: { id: string; at: number }[] = []
    const mails = await openMailSink()
    const webhooks = await openWebhookSink((call: KeptCall) => {
      const { manner } = receivers
      const isTaken = typeof manner === 'object' && manner.status === 204
      if (isTaken)
        taken.push({ id: (call.headers['webhook-id'] ?? '').replace('msg_', ''), at: performance.now() })
      return manner
    })
    const receivers: Receivers = { webhooks, mails, taken, manner: { status: 204 } }
    opened.set(`run_${id.replaceAll('-', '_')}`, receivers)
    const template = `${id.replaceAll('-', '_')}_template`
    await campaign.postgres.createFrom(undefined, template)
    const world = await prepareWorld(campaign.postgres.url(template), 1, false)
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
    return {
      root: await copyProduct(campaign.root, `${campaign.folder}/${id}/product`, patches),
      template,
      world,
      env: {
        VIGIA_WEBHOOKS: JSON.stringify({ 'webhook-partner': { url: webhooks.url, secret } }),
        VIGIA_SMTP_URL: `smtp://127.0.0.1:${mails.port}?tls=off`,
        VIGIA_ALLOW_PRIVATE_ADDRESSES: '1',
      },
      close: async () => {
        await webhooks.close()
        await mails.close()
      },
    }
  }
}

export const idOf = (mail: KeptMail) => (header(mail, 'message-id') ?? '').replace(/^<|@.*$/g, '')
