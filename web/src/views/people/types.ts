// What the API answers about people, as far as these views read it.

export interface Grant {
  readonly id: string
  readonly role: string
  readonly territory: readonly string[]
  readonly marking: string
  readonly office: string | null
  readonly state: 'in_force' | 'expired' | 'revoked'
  readonly expires_at: string
}

export interface Account {
  readonly id: string
  readonly name: string
  readonly handle: string
  readonly office: string | null
  readonly state: string
  readonly passkeys: number
  readonly has_password: boolean
  readonly grants: readonly Grant[]
}

export interface GrantProposal {
  readonly id: string
  readonly account: string
  readonly wanted: {
    readonly role?: string
    readonly territory?: readonly string[]
    readonly marking?: string
  }
  readonly reason: string
  readonly proposer_person: string | null
  readonly state: string
  readonly expires_at: string
}
