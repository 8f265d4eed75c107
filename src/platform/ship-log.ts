// The log's second way, beside the standard output: each line as a syslog message (RFC 5424) over TLS (RFC 5425) to a collector on another
// machine, where an intruder here cannot reach it. What cannot be sent waits up to a bound, the oldest gives way first, and how many did is
// told. Never in the way of the product: nothing waits for it.
import { hostname } from 'node:os'
import { pid } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import * as tls from 'node:tls'
import { limits } from '#config/limits.ts'

const longestPauseMs = 30_000
/** At the end of the process the collector gets this long to take what waits. */
const partingMs = 2_000
/** local0, as RFC 5424 numbers facilities. */
const facility = 16

/** Who hears when lines begin to stay here, and why; and when they go out again, and how many gave way meanwhile. */
export interface ShipperNews {
  lost(reason: string): void
  back(dropped: number): void
}

export interface LogShipper {
  /** One line of pino's, with its end. */
  write(line: string): void
  onNews(news: ShipperNews): void
  /** Sends what waits if the collector takes it soon, and leaves. */
  close(): Promise<void>
}

/** `url`: `tls://host:port`, 6514 without a port. Its certificate is verified; NODE_EXTRA_CA_CERTS adds an authority. */
export function createLogShipper(url: string, authorities?: readonly string[]): LogShipper {
  return new Shipper(new URL(url), authorities)
}

class Shipper implements LogShipper {
  private readonly to: URL
  private readonly authorities: readonly string[] | undefined
  private readonly waiting: Buffer[] = []
  private news: ShipperNews | undefined
  private socket: tls.TLSSocket | undefined
  private isOpen = false
  private isTold = false
  private isLeaving = false
  private pauseMs = 1_000
  /** Ends the pause between two tries. */
  private readonly waking = new AbortController()
  private dropped = 0

  constructor(to: URL, authorities: readonly string[] | undefined) {
    this.to = to
    this.authorities = authorities
    this.connect()
  }

  onNews(news: ShipperNews): void {
    this.news = news
  }

  write(line: string): void {
    this.waiting.push(frameOf(line))
    if (this.waiting.length > limits.logLinesWaiting) {
      this.waiting.shift()
      this.dropped += 1
    }
    this.flush()
  }

  async close(): Promise<void> {
    this.isLeaving = true
    this.waking.abort()
    const { socket } = this
    if (socket === undefined) return
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    if (this.isOpen) this.flush()
    await Promise.race([gone, pause(partingMs, undefined, { ref: false })])
    socket.destroy()
  }

  private connect(): void {
    const host = this.to.hostname.replace(/^\[|\]$/g, '')
    const socket = tls.connect({
      host,
      port: Number(this.to.port || 6514),
      minVersion: 'TLSv1.2',
      ...(this.authorities === undefined ? {} : { ca: [...this.authorities] }),
    })
    this.socket = socket
    socket.unref()
    socket.setKeepAlive(true, 30_000)
    let reason = 'ended'
    socket.on('error', (error: NodeJS.ErrnoException) => {
      reason = error.code ?? error.name
    })
    socket.on('secureConnect', () => this.opened())
    socket.on('drain', () => this.flush())
    // A collector says nothing; reading is how its end is noticed.
    socket.resume()
    socket.on('close', () => this.lost(reason))
  }

  private opened(): void {
    this.isOpen = true
    this.pauseMs = 1_000
    this.flush()
  }

  private lost(reason: string): void {
    this.isOpen = false
    this.socket = undefined
    if (this.isLeaving) return
    if (!this.isTold) {
      this.isTold = true
      this.news?.lost(reason)
    }
    void this.connectLater(this.pauseMs)
    this.pauseMs = Math.min(this.pauseMs * 2, longestPauseMs)
  }

  private async connectLater(ms: number): Promise<void> {
    try {
      await pause(ms, undefined, { ref: false, signal: this.waking.signal })
    } catch {
      return
    }
    this.connect()
  }

  /** As much as the connection takes; what it does not take stays in our own bounded row. */
  private flush(): void {
    const { socket } = this
    if (socket === undefined || !this.isOpen) return
    while (!socket.writableNeedDrain) {
      const frame = this.waiting.shift()
      if (frame === undefined) break
      socket.write(frame)
    }
    if (this.waiting.length > 0) return
    if (this.isLeaving) socket.end()
    else this.tellEndOfTrouble()
  }

  private tellEndOfTrouble(): void {
    const { dropped, isTold } = this
    if (dropped === 0 && !isTold) return
    this.dropped = 0
    this.isTold = false
    this.news?.back(dropped)
  }
}

const head = /^\{"level":(\d+),"time":"([^"]+)"(?:,"event":"([\w.]{1,32})")?/

/** `LENGTH <PRI>1 TIME HOST vigia PID EVENT - LINE`; LENGTH in bytes. */
export function frameOf(line: string): Buffer {
  const text = line.trimEnd()
  const [, level, time, event] = head.exec(text) ?? []
  const priority = facility * 8 + severityOf(Number(level))
  const name = hostname().replaceAll(/[^\x21-\x7e]/g, '_') || '-'
  const message = Buffer.from(`<${priority}>1 ${time ?? '-'} ${name} vigia ${pid} ${event ?? '-'} - ${text}`)
  return Buffer.concat([Buffer.from(`${message.length} `), message])
}

/** pino's levels as syslog's severities (RFC 5424, table 2). */
function severityOf(level: number): number {
  if (level >= 60) return 2
  if (level >= 50) return 3
  if (level >= 40) return 4
  return level >= 30 ? 6 : 7
}
