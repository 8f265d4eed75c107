// Keeps the form's own files, so that it opens without a line. It keeps no answer of the API and sends nothing.
// The scope is the form alone: the console is never served from here.

/** Of a service worker, as far as it is used; the console's types are those of a page. */
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface FetchedEvent extends WorkerEvent {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Worker {
  addEventListener(kind: 'install' | 'activate', act: (event: WorkerEvent) => void): void
  addEventListener(kind: 'fetch', act: (event: FetchedEvent) => void): void
  skipWaiting(): Promise<void>
  readonly clients: { claim(): Promise<void> }
}

const worker = self as unknown as Worker
const shell = 'vigia-form'
const page = '/form'

/** The page and every file that it names; a file's name changes with its content. */
async function keepShell(): Promise<void> {
  const answer = await fetch(page, { cache: 'no-store', headers: { accept: 'text/html' } })
  if (!answer.ok || !(answer.headers.get('content-type') ?? '').startsWith('text/html')) return
  const text = await answer.clone().text()
  // A portal that answers for us has no such part.
  if (!text.includes('id="form"')) return
  const files = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file = '']) => file)
  const cache = await caches.open(shell)
  await cache.addAll(files)
  await cache.put(page, answer)
  const wanted = new Set([page, ...files])
  for (const one of await cache.keys()) if (!wanted.has(new URL(one.url).pathname)) await cache.delete(one)
}

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => worker.skipWaiting()))
})
worker.addEventListener('activate', (event) => {
  event.waitUntil(worker.clients.claim())
})
worker.addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url)
  if (event.request.method !== 'GET' || pathname.startsWith('/v1/')) return
  if (event.request.mode === 'navigate') {
    // At once from what is kept; the newer one is there the next time.
    event.respondWith(kept(page, event.request))
    event.waitUntil(keepShell().catch(() => undefined))
  } else event.respondWith(kept(pathname, event.request))
})

async function kept(path: string, request: Request): Promise<Response> {
  return (await caches.match(path)) ?? fetch(request)
}
