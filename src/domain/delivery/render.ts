// An event of an alert as the message that leaves: one form per kind of channel. Pure; what it returns is stored and sent as it is.
import { formatInstant } from '../time.ts'
import { type InboxMessage, type Message } from './message.ts'
import { renderMail } from './render-mail.ts'
import { renderPayload } from './render-payload.ts'
import { renderShort } from './render-short.ts'
import { channelType } from './routing.ts'
import { acknowledgeBy, bodyLines, headline, linkTo, type Telling } from './telling.ts'

export function render(telling: Telling): Message {
  switch (channelType(telling.channel)) {
    case 'email':
      return renderMail(telling)
    case 'webhook':
      return { type: 'webhook', view: telling.view, body: renderPayload(telling) }
    case 'sms':
    case 'adapter':
      return renderShort(telling)
    default:
      return renderInbox(telling)
  }
}

function renderInbox(telling: Telling): InboxMessage {
  const { event } = telling.occasion
  const title = { es: headline(telling, 'es'), en: headline(telling, 'en') }
  const lines = { es: bodyLines(telling, 'es'), en: bodyLines(telling, 'en') }
  const due = telling.view === 'full' ? acknowledgeBy(telling) : undefined
  return {
    type: 'inbox',
    view: telling.view,
    kind: event.kind,
    title,
    lines,
    link: linkTo(telling),
    acknowledgeBy: due === undefined ? null : formatInstant(due),
  }
}
