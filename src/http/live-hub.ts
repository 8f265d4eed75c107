// The streams of one process: one poller reads the changes for all of them, so that an open stream holds no connection of the database.
import type { Authenticate, Presented } from '#access/authenticate.ts'
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import {
  type Change,
  type ChangePlace,
  comparePlaces,
  maySeeChange,
  placeBefore,
  readPlace,
  viewChange,
  writePlace,
} from '#domain/delivery/change.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { type Clock, systemClock } from '#platform/clock.ts'
import { product, runBehind } from '#platform/database/who-asks.ts'
import { every } from '#platform/every.ts'
import type { Logger } from '#platform/logger.ts'

export interface LiveDeps {
  readonly logger: Logger
  readonly authenticate: Pick<Authenticate, 'watching'>
  loadPack(): Promise<DeliveryPack>
  changesAfter(after: ChangePlace, limit: number): Promise<Change[]>
  readHorizon(): Promise<string>
  readonly clock?: Clock
}

/** The wire of one client. */
export interface Wire {
  write(text: string): void
  /** Bytes that the client has not taken yet. */
  waiting(): number
  end(): void
}

interface Stream {
  readonly actor: Actor
  /** What the client signed in with. */
  readonly presented: Presented
  readonly wire: Wire
  /** Everything up to here was told, or was not for this client. */
  at: ChangePlace
  /** What came while older changes are still being read; undefined = live. */
  held: Change[] | undefined
}

export class LiveHub {
  private readonly deps: LiveDeps
  private readonly clock: Clock
  private readonly streams = new Set<Stream>()
  /** Up to where the poller has read; unset while nobody listens. */
  private at: ChangePlace | undefined
  private stop: (() => Promise<void>) | undefined
  private checkedAt = 0
  private beatAt = 0

  constructor(deps: LiveDeps) {
    this.deps = deps
    this.clock = deps.clock ?? systemClock
  }

  countOf(tokenId: string): number {
    return [...this.streams].filter((one) => one.actor.tokenId === tokenId).length
  }

  /** Opens a stream; it goes on after `lastEventId`, or starts now. The answer ends it. */
  open(client: Pick<Stream, 'actor' | 'presented' | 'wire'>, lastEventId: string | undefined): () => void {
    const stream: Stream = { ...client, at: placeBefore('0'), held: [] }
    // Held from this moment on: whatever the poller finds while older changes are read is told after them.
    this.streams.add(stream)
    // Read for all streams at once, whoever opened this one; each client is told what maySeeChange lets through.
    this.stop ??= runBehind(product, () =>
      every(limits.streamPollMs, 'live.poll', () => this.poll(), this.deps.logger),
    )
    runBehind(product, () => this.join(stream, lastEventId)).catch((error: unknown) => {
      this.deps.logger.warn({ event: 'stream.failed', error: String(error) })
      this.end(stream, 'failed')
    })
    return () => void this.streams.delete(stream)
  }

  async close(): Promise<void> {
    for (const stream of this.streams) this.end(stream, 'stopping')
    await this.stop?.()
  }

  private async join(stream: Stream, lastEventId: string | undefined): Promise<void> {
    const horizon = await this.deps.readHorizon()
    // Looked at after the wait: the poller or another client may have set it meanwhile, and nothing may fall between.
    this.at ??= placeBefore(horizon)
    const start = lastEventId === undefined ? this.at : readPlace(lastEventId)
    // Not ours, or of a database that has since been restored: the numbers mean nothing here.
    if (start === undefined || BigInt(start.xid) > BigInt(horizon)) return this.reset(stream)
    stream.at = start
    stream.wire.write(`retry: 2000\nid: ${writePlace(start)}\nevent: ready\ndata: {}\n\n`)
    if (lastEventId !== undefined && !(await this.catchUp(stream))) return this.reset(stream)
    await this.goLive(stream)
  }

  /** False: too much has happened to be told one by one. */
  private async catchUp(stream: Stream): Promise<boolean> {
    for (let read = 0; read <= limits.streamGap && this.streams.has(stream); ) {
      const changes = await this.deps.changesAfter(stream.at, limits.streamPage)
      if (changes.length > 0) this.tell(stream, changes, await this.deps.loadPack())
      if (changes.length < limits.streamPage) return true
      read += changes.length
    }
    return !this.streams.has(stream)
  }

  private async reset(stream: Stream): Promise<void> {
    stream.at = this.at ?? stream.at
    stream.held = []
    stream.wire.write(`id: ${writePlace(stream.at)}\nevent: reset\ndata: {}\n\n`)
    await this.goLive(stream)
  }

  private async goLive(stream: Stream): Promise<void> {
    const pack = await this.deps.loadPack()
    const held = stream.held ?? []
    stream.held = undefined
    this.tell(stream, held, pack)
  }

  private async poll(): Promise<void> {
    if (this.streams.size === 0) {
      this.at = undefined
      return
    }
    await this.checkActors()
    if (this.at === undefined) {
      const horizon = await this.deps.readHorizon()
      this.at ??= placeBefore(horizon)
    }
    for (let isMore = true; isMore; ) {
      const changes = await this.deps.changesAfter(this.at, limits.streamPage)
      const pack = changes.length === 0 ? undefined : await this.deps.loadPack()
      this.at = changes.at(-1) ?? this.at
      if (pack !== undefined) for (const stream of this.streams) this.offer(stream, changes, pack)
      isMore = changes.length === limits.streamPage
    }
    this.beat()
  }

  private offer(stream: Stream, changes: readonly Change[], pack: DeliveryPack): void {
    if (stream.held === undefined) return this.tell(stream, changes, pack)
    stream.held.push(...changes)
    if (stream.held.length > limits.streamGap) this.end(stream, 'too_slow')
  }

  private tell(stream: Stream, changes: readonly Change[], pack: DeliveryPack): void {
    for (const change of changes) {
      if (comparePlaces(change, stream.at) <= 0) continue
      stream.at = change
      if (!maySeeChange(stream.actor, change, pack)) continue
      const data = JSON.stringify(viewChange(change))
      stream.wire.write(`id: ${writePlace(change)}\nevent: ${change.topic}\ndata: ${data}\n\n`)
    }
    // A client that does not read comes back and goes on where it was; its bytes do not wait in our memory.
    if (stream.wire.waiting() > limits.streamWaitingBytes) this.end(stream, 'too_slow')
  }

  /** Keeps proxies from closing the line, and takes the client's place past what was not for it. */
  private beat(): void {
    const now = this.clock.now().epochMilliseconds
    if (now - this.beatAt < limits.streamBeatMs) return
    this.beatAt = now
    for (const stream of this.streams) {
      if (stream.held !== undefined) continue
      if (this.at !== undefined && comparePlaces(this.at, stream.at) > 0) stream.at = this.at
      stream.wire.write(`: still here\nid: ${writePlace(stream.at)}\n\n`)
    }
  }

  /** A token or session that ended or means something else now ends its streams; the client signs in again and goes on. */
  private async checkActors(): Promise<void> {
    const now = this.clock.now().epochMilliseconds
    if (now - this.checkedAt < limits.streamCheckMs) return
    this.checkedAt = now
    for (const stream of this.streams) {
      const actor = await this.deps.authenticate.watching(stream.presented)
      if (rightsOf(actor) !== rightsOf(stream.actor)) this.end(stream, 'access_changed')
    }
  }

  private end(stream: Stream, reason: string): void {
    this.streams.delete(stream)
    this.deps.logger.info({ event: 'stream.ended', tokenId: stream.actor.tokenId, reason })
    stream.wire.end()
  }
}

/** Everything that decides what somebody may see; not how long ago they last proved themselves. */
function rightsOf(actor: Actor | undefined): string {
  return JSON.stringify({ ...actor, session: actor?.session?.grantId })
}
