import { createAdapterChannel } from '#delivery/channels/adapter.ts'
import { createEmailChannel } from '#delivery/channels/email.ts'
import { inboxChannel } from '#delivery/channels/inbox.ts'
import { createWebhookChannel } from '#delivery/channels/webhook.ts'
import { systemClock } from '#platform/clock.ts'
import { createOutboundHttp } from '#platform/outbound-http.ts'
import { createSmtp } from '#platform/smtp.ts'
import { aMessage, aTarget, callbackSecret, webhookSecret } from '../support/channel-rigs.ts'
import { createFakeChannel } from '../support/fake-channel.ts'
import { header, openMailSink } from '../support/mail-sink.ts'
import { openWebhookSink } from '../support/webhook-sink.ts'
import { channelConformance } from './channel.suite.ts'

channelConformance('inbox', () =>
  Promise.resolve({
    channel: inboxChannel,
    message: aMessage('inbox'),
    foreign: aMessage('email-duty'),
    target: aTarget('inbox'),
    close: () => Promise.resolve(),
  }),
)

channelConformance('e-mail', async () => {
  const sink = await openMailSink()
  const from = 'vigia@vigia.example.org'
  const smtp = createSmtp({ url: `smtp://127.0.0.1:${sink.port}?tls=off`, from })
  return {
    channel: createEmailChannel(smtp, from),
    message: aMessage('email-duty'),
    foreign: aMessage('inbox'),
    target: aTarget('email-office', '{office}@example.org'),
    otherSide: {
      arrived: () =>
        sink.mails.map((mail) => ({ id: header(mail, 'message-id') ?? '', bytes: decoded(mail.raw) })),
      acceptAgain: () => sink.behave('accept'),
      refuseForNow: () => sink.behave({ refuse: 451 }),
      refuseForGood: () => sink.behave({ refuse: 550 }),
      fallSilent: () => sink.behave('hang'),
    },
    close: () => sink.close(),
  }
})

channelConformance('webhook', async () => {
  const sink = await openWebhookSink()
  const http = createOutboundHttp({ allowPrivateAddresses: true })
  return {
    channel: createWebhookChannel(
      { http, clock: systemClock },
      { 'webhook-partner': { url: sink.url, secrets: [webhookSecret] } },
    ),
    message: aMessage('webhook-partner'),
    foreign: aMessage('inbox'),
    target: aTarget('webhook-partner'),
    otherSide: {
      arrived: () => sink.calls.map((call) => ({ id: call.headers['webhook-id'] ?? '', bytes: call.body })),
      acceptAgain: () => sink.behave({ status: 204 }),
      refuseForNow: () => sink.behave({ status: 503 }),
      refuseForGood: () => sink.behave({ status: 410 }),
      fallSilent: () => sink.behave('hang'),
    },
    async close() {
      await http.close()
      await sink.close()
    },
  }
})

for (const [name, code] of [
  ['SMS adapter', 'sms-duty'],
  ['messenger adapter', 'chat-duty'],
] as const) {
  channelConformance(name, async () => {
    const sink = await openWebhookSink()
    const http = createOutboundHttp({ allowPrivateAddresses: true })
    const adapter = { url: sink.url, secrets: [webhookSecret], to: { '*': '+59170000000' } }
    const adapters = { [code]: { ...adapter, callbackSecrets: [callbackSecret], senders: [] } }
    return {
      channel: createAdapterChannel({ http, clock: systemClock }, adapters),
      message: aMessage(code),
      foreign: aMessage('inbox'),
      target: aTarget(code),
      otherSide: {
        arrived: () => sink.calls.map((call) => ({ id: call.headers['webhook-id'] ?? '', bytes: call.body })),
        acceptAgain: () => sink.behave({ status: 202 }),
        refuseForNow: () => sink.behave({ status: 503 }),
        refuseForGood: () => sink.behave({ status: 422 }),
        fallSilent: () => sink.behave('hang'),
      },
      async close() {
        await http.close()
        await sink.close()
      },
    }
  })
}

// What tests use in place of a real channel keeps the same promises.
channelConformance('the fake of the stage tests', () => {
  const fake = createFakeChannel()
  return Promise.resolve({
    channel: fake.channel,
    message: aMessage('webhook-partner'),
    foreign: aMessage('inbox'),
    target: aTarget('webhook-partner'),
    otherSide: {
      arrived: () =>
        fake.sent.map(({ message, target }) => ({
          id: target.deliveryId,
          bytes: message.type === 'webhook' ? message.body : '',
        })),
      acceptAgain: () => fake.answer(),
      refuseForNow: () => fake.answer({ outcome: 'retry', detail: 'HTTP 503' }),
      refuseForGood: () => fake.answer({ outcome: 'rejected', detail: 'HTTP 410' }),
      fallSilent: () => fake.answer('silence'),
    },
    close: () => Promise.resolve(),
  })
})

/** The text of a mail, with the quoted-printable encoding of its ASCII undone as far as these tests need it. */
function decoded(raw: string): string {
  return raw.replaceAll('=\r\n', '')
}
