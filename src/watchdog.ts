// The watchdog of the silence alarm: a process of its own that shares nothing with the product. It takes the canary at the far end of the
// chain and alarms by its own path when no NEW counter has come for long. Node built-ins only; its settings are in docs/monitoring.md.
import { mkdirSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import * as net from 'node:net'
import { answer, serveMail } from '#watchdog/receive.ts'
import { legs, log, settings } from '#watchdog/settings.ts'
import { watch } from '#watchdog/watch.ts'

if (settings.mode !== 'watch' && settings.secret === '')
  throw new Error('VIGIA_WATCHDOG_SECRET is the secret of the webhook channel «canary»')
mkdirSync(settings.folder, { recursive: true, mode: 0o700 })
if (settings.mode !== 'watch') {
  createHttpServer(
    { requestTimeout: 10_000 },
    (request, response) => void answer(request, response).catch(() => response.destroy()),
  ).listen(settings.port, settings.host)
  if (settings.mailPort > 0) net.createServer(serveMail).listen(settings.mailPort, settings.host)
}
log('watchdog.started', {
  mode: settings.mode,
  port: settings.port,
  legs,
  afterMs: settings.afterMs,
  mail: settings.to.length > 0,
  urls: settings.alarmUrls.length,
  deadMan: settings.deadManUrl !== '',
})
if (settings.mode !== 'receive') void watch()
