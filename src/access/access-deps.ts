// What the handlers of access work with.
import type { Db } from '#platform/database/database.ts'
import type { IdentityProvider } from '#platform/oidc.ts'
import type { SealingKey } from '#platform/sealed.ts'

/** What the country pack and the gazetteer know. */
export interface KnownCountry {
  /** Of exact codes only. */
  knowsPlace(code: string): boolean
  readonly offices: readonly string[]
  /** Names that no password may contain. */
  readonly words: readonly string[]
}

export interface AccessDeps {
  readonly db: Db
  readonly publicUrl: string
  /** For TOTP secrets; undefined: nobody can enrol or use a password here, passkeys only. */
  readonly sealingKey: SealingKey | undefined
  /** The provider of an institution's accounts; undefined: that way in is not set up here. */
  readonly oidc: IdentityProvider | undefined
  country(): Promise<KnownCountry>
  /** What this process still believes about callers is read again. */
  readonly forget: () => void
}
