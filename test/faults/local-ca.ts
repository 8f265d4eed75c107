// Web servers with certificates of a local authority: one that is right, and those that must be refused.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import * as path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
export const tlsKinds = ['good', 'expired', 'wrong-host', 'self-signed'] as const
export type TlsKind = (typeof tlsKinds)[number]

export interface TlsSinks {
  /** Of the authority, for NODE_EXTRA_CA_CERTS. */
  readonly authority: string
  urlOf(kind: TlsKind): string
  /** Requests that came through, whatever they were. */
  countOf(kind: TlsKind): number
  close(): Promise<void>
}

const config = `[ca]
default_ca = local
[local]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
`

/** Undefined when this machine has no openssl. */
export async function openTlsSinks(folder: string): Promise<TlsSinks | undefined> {
  await mkdir(folder, { recursive: true })
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder })
  const ask = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  try {
    await openssl('version')
  } catch {
    return undefined
  }
  await writeFile(path.join(folder, 'ca.cnf'), config)
  await writeFile(path.join(folder, 'index.txt'), '')
  await openssl('req', '-x509', ...ask, '-subj', '/CN=local', '-keyout', 'ca.key', '-out', 'ca.pem')
  const made = async (kind: TlsKind) => {
    const name = kind === 'wrong-host' ? 'DNS:elsewhere.example.org' : 'IP:127.0.0.1'
    const files = ['-subj', `/CN=${kind}`, '-addext', `subjectAltName=${name}`, '-keyout', `${kind}.key`]
    if (kind === 'self-signed') {
      await openssl('req', '-x509', ...ask, ...files, '-out', `${kind}.pem`)
    } else {
      const years =
        kind === 'expired' ? ['20200101000000Z', '20210101000000Z'] : ['20200101000000Z', '20490101000000Z']
      await openssl('req', ...ask, ...files, '-out', `${kind}.csr`)
      const dates = ['-startdate', years[0] ?? '', '-enddate', years[1] ?? '']
      const signer = ['-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key']
      await openssl(
        'ca',
        '-batch',
        ...signer,
        ...dates,
        '-in',
        `${kind}.csr`,
        '-out',
        `${kind}.pem`,
        '-notext',
      )
    }
    return openOne(folder, kind)
  }
  const sinks = new Map<TlsKind, Awaited<ReturnType<typeof openOne>>>()
  for (const kind of tlsKinds) sinks.set(kind, await made(kind))
  return {
    authority: path.join(folder, 'ca.pem'),
    urlOf: (kind) => `https://127.0.0.1:${sinks.get(kind)?.port ?? 0}/hook`,
    countOf: (kind) => sinks.get(kind)?.count() ?? 0,
    close: async () => {
      for (const one of sinks.values()) await one.close()
    },
  }
}

async function openOne(folder: string, kind: TlsKind) {
  const file = (end: string) => readFile(path.join(folder, `${kind}.${end}`))
  let count = 0
  const server = createServer({ key: await file('key'), cert: await file('pem') }, (request, response) => {
    count += 1
    let body = ''
    request.on('data', (part: Buffer) => {
      body += part.toString()
    })
    request.on('end', () => {
      const challenge = /"challenge":"(\w+)"/.exec(body)?.[1]
      response.writeHead(200).end(challenge)
    })
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: address === null || typeof address === 'string' ? 0 : address.port,
    count: () => count,
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
