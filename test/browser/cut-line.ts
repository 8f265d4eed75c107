// A line between the browser and the product that can be cut, and that loses a fifth of its connections: before the request or after it.
import * as http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Line {
  readonly url: string
  /** Of a hundred connections so many are reset; 100 = nothing gets through. */
  lose(percent: number): void
  /** Connections that were reset after the product had the request. */
  readonly lateResets: () => number
  close(): Promise<void>
}

export async function openLine(target: string): Promise<Line> {
  let percent = 0
  let turn = 0
  let lateResets = 0
  const { hostname, port } = new URL(target)
  const server = http.createServer((request, response) => {
    turn += 1
    // Spread evenly, so that every run loses the same share.
    const isLost = (turn * 37) % 100 < percent
    const isLate = isLost && percent < 100 && turn % 2 === 0
    if (isLost && !isLate) {
      request.socket.resetAndDestroy()
      return
    }
    const { url: path, method, headers } = request
    const onward = http.request({ hostname, port, path, method, headers }, (answer) => {
      if (isLate) {
        lateResets += 1
        answer.resume()
        request.socket.resetAndDestroy()
        return
      }
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' })
      answer.pipe(response)
    })
    onward.on('error', () => request.socket.destroy())
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lose(share) {
      percent = share
    },
    lateResets: () => lateResets,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
