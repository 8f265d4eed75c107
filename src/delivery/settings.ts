// What an installation says about its ways out; read from the environment by config/ and passed in.

/** `whsec_` (shared secret, v1) or `whsk_` (ed25519 key, v1a) and base64, as Standard Webhooks writes them. */
export interface Signing {
  /** Each signs every call: one for both schemes, or two while receivers change from one to the other. */
  readonly secrets: readonly string[]
  /** Those that were in use before: they sign as well, until then. */
  readonly previous?: { readonly secrets: readonly string[]; readonly until: string } | undefined
}

export interface WebhookEndpoint extends Signing {
  readonly url: string
}

/** Somebody who may answer through an adapter. */
export interface Sender {
  readonly address: string
  /** The person behind the address, as the tokens name persons. */
  readonly person: string
}

/** A gateway for text messages or messengers behind the adapter contract (docs/adapters.md). */
export interface Adapter extends WebhookEndpoint {
  /** By recipient of the routing; `*` = whoever has no address of their own. One address per message leaves the product. */
  readonly to: Readonly<Record<string, string>>
  /** Secrets (`whsec_`) or public keys (`whpk_`) that its callbacks are signed with; never those that sign our calls. */
  readonly callbackSecrets: readonly string[]
  readonly senders: readonly Sender[]
}

export interface DeliverySettings {
  /** `smtp://user:password@host:587` (STARTTLS required), `smtps://…`, or `?tls=off` for a mail catcher; undefined = no mail. */
  readonly smtpUrl: string | undefined
  /** The address that mail comes from; its domain is that of the message ids. */
  readonly mailFrom: string
  /** By channel code of the routing. */
  readonly webhooks: Readonly<Record<string, WebhookEndpoint>>
  /** By channel code of the routing. */
  readonly adapters: Readonly<Record<string, Adapter>>
  /** Plain http, any port and private addresses; for tests and development on one machine. */
  readonly allowPrivateAddresses: boolean
  /** Where people sign in: links in messages begin with it. Without a slash at its end. */
  readonly publicUrl: string
}
