// What an installation says about its ways out; read from the environment by config/ and passed in.

export interface WebhookEndpoint {
  readonly url: string
  /** `whsec_` and base64, as Standard Webhooks writes it. */
  readonly secret: string
}

export interface DeliverySettings {
  /** `smtp://user:password@host:587` (STARTTLS required), `smtps://…`, or `?tls=off` for a mail catcher; undefined = no mail. */
  readonly smtpUrl: string | undefined
  /** The address that mail comes from; its domain is that of the message ids. */
  readonly mailFrom: string
  /** By channel code of the routing. */
  readonly webhooks: Readonly<Record<string, WebhookEndpoint>>
  /** Plain http, any port and private addresses; for tests and development on one machine. */
  readonly allowPrivateAddresses: boolean
  /** Where people sign in: links in messages begin with it. Without a slash at its end. */
  readonly publicUrl: string
}
