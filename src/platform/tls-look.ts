// How a web address speaks TLS, as a browser would find it: its certificate, whether it takes versions that are broken, and ciphers without
// forward secrecy. Nothing is asked there but to begin.
import * as tls from 'node:tls'
import { systemClock } from './clock.ts'

export interface TlsLook {
  /** Why the certificate proves nothing, in the words of the library; undefined: it does. */
  readonly certificateFault: string | undefined
  /** Days until it ends; undefined when it proves nothing. */
  readonly daysLeft: number | undefined
  /** The newest broken version that is taken. */
  readonly oldVersion: string | undefined
  /** A cipher that is taken although whoever gets the key later reads everything, or that is broken. */
  readonly weakCipher: string | undefined
}

const deadlineMs = 5_000
const dayMs = 86_400_000
/** Of TLS 1.2: key exchange by RSA alone, triple DES, no encryption. */
const weak =
  'AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA256:AES256-SHA256:AES128-SHA:AES256-SHA:DES-CBC3-SHA:NULL-SHA256'

type Begun =
  | {
      readonly isThere: true
      readonly fault: string | undefined
      readonly protocol: string | null
      readonly cipher: string | undefined
      readonly endsAt: number | undefined
    }
  | { readonly isThere: false }

/** Undefined: nobody answers there. `authorities`: certificates beside those that the machine trusts. */
export async function lookAtTls(url: URL, authorities?: readonly string[]): Promise<TlsLook | undefined> {
  const ask = (more: tls.ConnectionOptions) => begin(url, authorities, more)
  const usual = await ask({})
  if (!usual.isThere) return undefined
  const old = await ask({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })
  const bare = await ask({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: `${weak}:@SECLEVEL=0` })
  return {
    certificateFault: usual.fault,
    daysLeft:
      usual.endsAt === undefined
        ? undefined
        : Math.floor((usual.endsAt - systemClock.now().epochMilliseconds) / dayMs),
    oldVersion: old.isThere ? (old.protocol ?? 'TLSv1.1') : undefined,
    weakCipher: bare.isThere ? (bare.cipher ?? 'RSA') : undefined,
  }
}

function begin(
  url: URL,
  authorities: readonly string[] | undefined,
  more: tls.ConnectionOptions,
): Promise<Begun> {
  const host = url.hostname.replaceAll(/^\[|\]$/g, '')
  const isAddress = /^[\d.]+$|:/.test(host)
  return new Promise((resolve) => {
    const socket = tls.connect({
      host,
      port: Number(url.port || 443),
      ...(isAddress ? {} : { servername: host }),
      ...(authorities === undefined ? {} : { ca: [...tls.rootCertificates, ...authorities] }),
      ...more,
    })
    const end = (found: Begun) => {
      socket.destroy()
      resolve(found)
    }
    const there = (fault: string | undefined, endsAt: number | undefined): Begun => ({
      isThere: true,
      fault,
      endsAt,
      protocol: socket.getProtocol(),
      cipher: (socket.getCipher() as { name?: string } | undefined)?.name,
    })
    socket.setTimeout(deadlineMs, () => end({ isThere: false }))
    socket.once('secureConnect', () =>
      end(there(undefined, socket.getPeerX509Certificate()?.validToDate.getTime())),
    )
    // A certificate is judged after both sides have agreed on how to speak: its fault says that they have.
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(isOfCertificate(error) ? there(error.message, undefined) : { isThere: false }),
    )
  })
}

const ofCertificate =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|INVALID_|HOSTNAME_MISMATCH|ERROR_IN_CERT|PATH_LENGTH|CA_)/

const isOfCertificate = ({ code = '' }: NodeJS.ErrnoException): boolean => ofCertificate.test(code)
