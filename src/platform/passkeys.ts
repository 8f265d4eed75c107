// Passkeys (WebAuthn): options for the browser and the check of what it answers. Always with user verification, so that one passkey is
// two factors: the device, and what unlocks it.
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'

/** Ed25519, ES256, RS256 (COSE): what authenticators in the field can do. */
const algorithms = [-8, -7, -257]

export interface StoredPasskey {
  readonly id: string
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
}

export interface NewPasskey extends StoredPasskey {
  /** Copied between devices by its maker's cloud. */
  readonly isSynced: boolean
}

/** Where the console is served: the relying party's id, and the origins that a browser may name. */
export interface Site {
  readonly rpId: string
  readonly origins: readonly string[]
}

/** A passkey cannot belong to an IP address: on this machine it belongs to `localhost`. */
export function siteOf(publicUrl: string, host: string | undefined): Site {
  const url = new URL(publicUrl)
  const isLoopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]|0\.0\.0\.0)$/.test(url.hostname)
  if (!isLoopback) return { rpId: url.hostname, origins: [url.origin] }
  // The port that the server was asked on: it may listen on one that the settings do not know.
  const asked = `http://localhost:${/:(\d{1,5})$/.exec(host ?? '')?.[1] ?? url.port}`
  // Whoever writes a port that there cannot be gets the one of the settings.
  const { origin } = new URL(URL.canParse(asked) ? asked : `http://localhost:${url.port}`)
  return { rpId: 'localhost', origins: [origin] }
}

/** What a browser's WebAuthn takes, in its JSON form. */
export interface Options {
  readonly challenge: string
  readonly [word: string]: unknown
}

export async function enrolOptions(
  site: Site,
  account: { readonly id: string; readonly handle: string; readonly name: string },
  known: readonly StoredPasskey[],
): Promise<Options> {
  const options = await generateRegistrationOptions({
    rpName: 'Vigía',
    rpID: site.rpId,
    userID: Uint8Array.from(Buffer.from(account.id.replaceAll('-', ''), 'hex')),
    userName: account.handle,
    userDisplayName: account.name,
    attestationType: 'none',
    excludeCredentials: known.map(({ id, transports }) => ({ id, transports: [...transports] })),
    supportedAlgorithmIDs: algorithms,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  return { ...options }
}

export async function signInOptions(site: Site, known: readonly StoredPasskey[] = []): Promise<Options> {
  const options = await generateAuthenticationOptions({
    rpID: site.rpId,
    userVerification: 'required',
    allowCredentials: known.map(({ id, transports }) => ({ id, transports: [...transports] })),
  })
  return { ...options }
}

/** What a browser answers, as far as it is read. */
interface BrowserAnswer {
  readonly id: string
  readonly rawId: string
}
interface Enrolled extends BrowserAnswer {
  readonly response: {
    readonly clientDataJSON: string
    readonly attestationObject: string
    readonly transports?: readonly string[] | undefined
  }
}
interface SignedIn extends BrowserAnswer {
  readonly response: {
    readonly clientDataJSON: string
    readonly authenticatorData: string
    readonly signature: string
  }
}

function answered<Part>({ id, rawId }: BrowserAnswer, response: Part) {
  return { id, rawId, type: 'public-key', clientExtensionResults: {}, response } as const
}

/** The new passkey; undefined when the answer proves nothing. */
export async function readEnrolled(
  site: Site,
  challenge: string,
  answer: Enrolled,
): Promise<NewPasskey | undefined> {
  const proof = await verifyRegistrationResponse({
    response: answered(answer, {
      clientDataJSON: answer.response.clientDataJSON,
      attestationObject: answer.response.attestationObject,
      transports: [...(answer.response.transports ?? [])],
    }),
    expectedChallenge: challenge,
    expectedOrigin: [...site.origins],
    expectedRPID: site.rpId,
    supportedAlgorithmIDs: algorithms,
    requireUserVerification: true,
  }).catch(() => undefined)
  if (proof?.verified !== true) return undefined
  const { credential, credentialBackedUp } = proof.registrationInfo
  return {
    id: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: credential.transports ?? [],
    isSynced: credentialBackedUp,
  }
}

/** The passkey's new counter; undefined when the answer proves nothing. */
export async function readSignedIn(
  site: Site,
  challenge: string,
  answer: SignedIn,
  passkey: StoredPasskey,
): Promise<number | undefined> {
  const proof = await verifyAuthenticationResponse({
    response: answered(answer, {
      clientDataJSON: answer.response.clientDataJSON,
      authenticatorData: answer.response.authenticatorData,
      signature: answer.response.signature,
    }),
    expectedChallenge: challenge,
    expectedOrigin: [...site.origins],
    expectedRPID: site.rpId,
    credential: {
      id: passkey.id,
      publicKey: Uint8Array.from(Buffer.from(passkey.publicKey, 'base64url')),
      counter: passkey.counter,
      transports: [...passkey.transports],
    },
    requireUserVerification: true,
  }).catch(() => undefined)
  return proof?.verified === true ? proof.authenticationInfo.newCounter : undefined
}
