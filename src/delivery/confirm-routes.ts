// The link of a test message. Opening it shows a page and changes nothing, because mail scanners open links; the button proves the receipt.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { escapeHtml } from '#domain/delivery/mail-html.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { sha256 } from '#platform/ids.ts'
import { hasTest, proveTest } from './channel-message-store.ts'

export interface ConfirmRouteDeps {
  readonly db: Db
}

const params = z.object({ token: z.string().regex(/^[0-9A-Za-z]{20,64}$/) })

const texts = {
  ask: ['Prueba de canal de Vigía', 'Vigía channel test'],
  button: ['Confirmo que la recibí', 'I confirm that I received it'],
  done: ['Gracias: la recepción está confirmada.', 'Thank you: the receipt is confirmed.'],
  over: [
    'Esta prueba no existe o ya venció. Pida otra.',
    'This test does not exist or is over. Ask for another.',
  ],
} as const

export function confirmRoutes({ db }: ConfirmRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.removeAllContentTypeParsers()
    // A form without fields from a browser, or anything from a machine: the token in the path says all.
    server.addContentTypeParser('*', { parseAs: 'string' }, (_request, _text, parsed) => parsed(null, null))
    const open = { config: { isPublic: true }, schema: { hide: true, params } } as const
    server.get('/confirm/:token', open, async ({ params: { token } }, reply) => {
      const isKnown = await hasTest(db, sha256(token))
      return reply
        .code(isKnown ? 200 : 404)
        .type('text/html; charset=utf-8')
        .send(isKnown ? page(texts.ask, form(token)) : page(texts.over, ''))
    })
    server.post('/confirm/:token', open, async ({ params: { token } }, reply) => {
      const proven = await inTransaction(db, (trx) => proveTest(trx, { tokenHash: sha256(token) }))
      return reply
        .code(proven === undefined ? 404 : 200)
        .type('text/html; charset=utf-8')
        .send(page(proven === undefined ? texts.over : texts.done, ''))
    })
    done()
  }
}

function form(token: string): string {
  return `<form method="post" action="/confirm/${token}"><button>${texts.button.map(escapeHtml).join(' / ')}</button></form>`
}

/** Without a style of its own: the policy of the console allows none in the page, and none is needed. */
function page([es, en]: readonly [string, string], more: string): string {
  return `<!doctype html><html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="/mark.svg" type="image/svg+xml"><title>Vigía</title></head><body><h1>${escapeHtml(es)}</h1><p lang="en">${escapeHtml(en)}</p>${more}</body></html>`
}
