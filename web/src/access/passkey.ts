// The browser's side of passkeys: the server's options go in, the authenticator's answer comes out, both in their JSON forms.

/** Why there is no answer: nobody confirmed, the browser has no passkeys, the address cannot have any, or the device is enrolled already. */
export type KeyFault = 'cancelled' | 'unsupported' | 'address' | 'known'

export class KeyError extends Error {
  readonly fault: KeyFault

  constructor(fault: KeyFault) {
    super(fault)
    this.fault = fault
  }
}

/** What the API gave for the browser's authenticator. */
export type KeyOptions = Readonly<Record<string, unknown>> & { readonly challenge: string }

/** Shows a passkey that the person has. */
export function showPasskey(options: KeyOptions): Promise<object> {
  return answerOf(() => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
    return navigator.credentials.get({ publicKey })
  })
}

/** Makes a passkey on this device, or on one that the person connects. */
export function makePasskey(options: KeyOptions): Promise<object> {
  return answerOf(() => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
      options as unknown as PublicKeyCredentialCreationOptionsJSON,
    )
    return navigator.credentials.create({ publicKey })
  })
}

async function answerOf(ask: () => Promise<Credential | null>): Promise<object> {
  if (!('PublicKeyCredential' in globalThis)) throw new KeyError('unsupported')
  try {
    const made = await ask()
    if (made instanceof PublicKeyCredential) return made.toJSON()
  } catch (error) {
    throw new KeyError(faultOf(error))
  }
  throw new KeyError('cancelled')
}

function faultOf(error: unknown): KeyFault {
  if (!(error instanceof DOMException)) return 'unsupported'
  if (error.name === 'SecurityError') return 'address'
  if (error.name === 'InvalidStateError') return 'known'
  return error.name === 'NotSupportedError' ? 'unsupported' : 'cancelled'
}
