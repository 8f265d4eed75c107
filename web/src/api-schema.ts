// What the API answers and takes, generated from the OpenAPI document of the product by «npm run api-types». Do not edit.

export interface Answers {
  'GET /health/pipeline': {
    status: 'flowing' | 'silent' | 'no_canary'
    /**
     * seconds; null: there is none here
     */
    canary_age_seconds: number | null
    /**
     * seconds; null: there is none here
     */
    watchdog_age_seconds: number | null
    canary_counter: number
    limit_seconds: number
    findings: (
      'canary_not_posted' | 'canary_not_fired' | 'canary_not_received' | 'lane_stands' | 'entries_quarantined'
    )[]
  }
  'GET /healthz': {
    status: 'ok'
  }
  'GET /readyz': {
    status: 'ready' | 'degraded' | 'unavailable'
    role: 'api' | 'worker' | 'all'
    database: 'up' | 'down'
    /**
     * down: work goes on by the sweeper, up to a second later
     */
    pokes: 'up' | 'down'
    /**
     * what an acknowledged signal survives: a power cut, or the end of the process only
     */
    durability: 'disk' | 'process'
  }
  'GET /v1/accounts': {
    items: {
      id: string
      /**
       * A person may have several accounts; two-person acts count the person
       */
      person: string
      name: string
      handle: string
      office: string | null
      state: 'invited' | 'active' | 'frozen' | 'disabled'
      passkeys: number
      has_password: boolean
      created_at: string
      grants: {
        id: string
        account: string
        role: string
        territory: string[]
        marking: string
        office: string | null
        source_id: string | null
        processes: string[] | null
        reason: string
        state: 'in_force' | 'expired' | 'revoked'
        created_at: string
        expires_at: string
      }[]
    }[]
    next: string | null
  }
  'POST /v1/accounts': {
    account: {
      id: string
      /**
       * A person may have several accounts; two-person acts count the person
       */
      person: string
      name: string
      handle: string
      office: string | null
      state: 'invited' | 'active' | 'frozen' | 'disabled'
      passkeys: number
      has_password: boolean
      created_at: string
      grants: {
        id: string
        account: string
        role: string
        territory: string[]
        marking: string
        office: string | null
        source_id: string | null
        processes: string[] | null
        reason: string
        state: 'in_force' | 'expired' | 'revoked'
        created_at: string
        expires_at: string
      }[]
    }
    /**
     * Shown once: hand it over in person or by a channel that you trust
     */
    invitation: string
  }
  'POST /v1/accounts/{id}/grants':
    | {
        id: string
        account: string
        role: string
        territory: string[]
        marking: string
        office: string | null
        source_id: string | null
        processes: string[] | null
        reason: string
        state: 'in_force' | 'expired' | 'revoked'
        created_at: string
        expires_at: string
      }
    | {
        id: string
        account: string
        wanted: {
          [k: string]: unknown
        }
        reason: string
        proposer_person: string | null
        state: 'open' | 'approved' | 'done' | 'rejected' | 'stale' | 'expired'
        created_at: string
        expires_at: string
      }
  'POST /v1/accounts/{id}:disable': {
    id: string
    /**
     * A person may have several accounts; two-person acts count the person
     */
    person: string
    name: string
    handle: string
    office: string | null
    state: 'invited' | 'active' | 'frozen' | 'disabled'
    passkeys: number
    has_password: boolean
    created_at: string
    grants: {
      id: string
      account: string
      role: string
      territory: string[]
      marking: string
      office: string | null
      source_id: string | null
      processes: string[] | null
      reason: string
      state: 'in_force' | 'expired' | 'revoked'
      created_at: string
      expires_at: string
    }[]
  }
  'POST /v1/accounts/{id}:freeze': {
    id: string
    handle: string
    state: string
  }
  'POST /v1/accounts/{id}:reinvite': {
    account: {
      id: string
      /**
       * A person may have several accounts; two-person acts count the person
       */
      person: string
      name: string
      handle: string
      office: string | null
      state: 'invited' | 'active' | 'frozen' | 'disabled'
      passkeys: number
      has_password: boolean
      created_at: string
      grants: {
        id: string
        account: string
        role: string
        territory: string[]
        marking: string
        office: string | null
        source_id: string | null
        processes: string[] | null
        reason: string
        state: 'in_force' | 'expired' | 'revoked'
        created_at: string
        expires_at: string
      }[]
    }
    /**
     * Shown once: hand it over in person or by a channel that you trust
     */
    invitation: string
  }
  'POST /v1/accounts/{id}:unfreeze': {
    id: string
    /**
     * A person may have several accounts; two-person acts count the person
     */
    person: string
    name: string
    handle: string
    office: string | null
    state: 'invited' | 'active' | 'frozen' | 'disabled'
    passkeys: number
    has_password: boolean
    created_at: string
    grants: {
      id: string
      account: string
      role: string
      territory: string[]
      marking: string
      office: string | null
      source_id: string | null
      processes: string[] | null
      reason: string
      state: 'in_force' | 'expired' | 'revoked'
      created_at: string
      expires_at: string
    }[]
  }
  'GET /v1/actions': {
    items: ResponseAction[]
    next: string | null
  }
  'GET /v1/actions/{id}': ResponseActionDetail
  'PATCH /v1/actions/{id}': ResponseAction
  'POST /v1/actions/{id}/evidence': ResponseAction
  'POST /v1/actions/{id}/ratings': ResponseAction
  'POST /v1/actions/{id}:accept': ResponseAction
  'POST /v1/actions/{id}:decline': ResponseAction
  'POST /v1/actions/{id}:issue': ResponseAction
  'POST /v1/actions/{id}:start': ResponseAction
  'POST /v1/agreements': Agreement
  'GET /v1/agreements': {
    items: Agreement[]
    next: string | null
  }
  'POST /v1/agreements/{id}/follow-ups/{follow}': Agreement
  'GET /v1/alerts': {
    items: Alert[]
    next: string | null
  }
  'GET /v1/alerts/{id}': AlertWithEscalation
  'POST /v1/alerts/{id}/acknowledgements': RecordedAcknowledgement
  'GET /v1/alerts/{id}/acknowledgements': {
    items: Acknowledgement[]
    /**
     * The offices and audiences that the caller answers for, and by when the last message to each asks for an answer; the soonest first
     */
    asked: {
      recipient: string
      acknowledge_by: string
    }[]
  }
  'POST /v1/alerts/{id}/acknowledgements/{n}:withdraw': WithdrawnAcknowledgement
  'GET /v1/alerts/{id}/actions': {
    items: ResponseAction[]
  }
  'POST /v1/alerts/{id}/actions': ResponseAction
  'POST /v1/alerts/{id}/comments': AlertComment
  'GET /v1/alerts/{id}/comments': {
    items: AlertComment[]
  }
  'GET /v1/alerts/{id}/deliveries': {
    items: Delivery[]
  }
  'GET /v1/alerts/{id}/drafts': {
    items: Draft[]
  }
  'POST /v1/alerts/{id}/drafts/{audience}:approve': ReleasedDraft
  'POST /v1/alerts/{id}/drafts/{audience}:withhold': {
    outcome: 'withheld'
  }
  'POST /v1/alerts/{id}/outcome': Outcome
  'GET /v1/alerts/{id}/outcome': Outcome
  'GET /v1/alerts/{id}/proof': AuditProof
  'GET /v1/alerts/{id}/timeline': {
    items: {
      ordinal: number
      kind: string
      /**
       * Database clock
       */
      at: string
      /**
       * Logical time of the lane
       */
      lt: string
      level: ('info' | 'watch' | 'warning' | 'critical') | null
      as_of: string
      late: boolean
      notify: boolean
      rule_revision: string
      calendar_version: number | null
      /**
       * Token of the person who acted; null = the engine
       */
      actor: string | null
      explain: {
        es: string
        en: string
      } | null
      reason: string | null
      note: string | null
    }[]
  }
  'GET /v1/alerts/{id}/why': Why
  'POST /v1/alerts/{id}:escalate': Escalated
  'POST /v1/alerts/{id}:reopen': AlertDecision
  'POST /v1/alerts/{id}:resolve': AlertDecision
  'GET /v1/audit/checkpoints': {
    /**
     * The name of this log
     */
    origin: string
    /**
     * For `vigia audit verify --key`
     */
    keys: string[]
    items: AuditCheckpoint[]
    /**
     * `before` of the next page
     */
    next: number | null
  }
  /**
   * Both checkpoints as signed notes, and the proof
   */
  'GET /v1/audit/consistency': {
    from: string
    to: string
    /**
     * SHA-256, hexadecimal, the lowest first
     */
    path: string[]
  }
  'GET /v1/audit/events': {
    items: AuditEvent[]
    next: string | null
  }
  'GET /v1/audit/proofs/{event}': {
    /**
     * The canonical line (RFC 8785) whose leaf hash is SHA-256(0x00 ‖ line)
     */
    event: string
    index: number
    /**
     * The leaf hash as it was sealed
     */
    leaf: string
    size: number
    /**
     * SHA-256, hexadecimal, the lowest first
     */
    path: string[]
    /**
     * Signed note of that size
     */
    checkpoint: string
  }
  'GET /v1/auth/credentials': {
    passkeys: {
      id: string
      label: string
      /**
       * Copied between devices by its maker
       */
      is_synced: boolean
      created_at: string
      /**
       * The day only, of UTC
       */
      last_used_day: string | null
    }[]
    has_password: boolean
    recovery_codes_left: number
  }
  'POST /v1/auth/enrolment': {
    name: string
    handle: string
    ways: ('passkey' | 'password')[]
  }
  'POST /v1/auth/enrolment/passkey': {
    account: string
    handle: string
  }
  'POST /v1/auth/enrolment/passkey-options': {
    challenge: string
    [k: string]: unknown
  }
  'POST /v1/auth/enrolment/password': {
    account: string
    handle: string
    /**
     * Shown once
     */
    recovery_codes: string[]
  }
  'POST /v1/auth/enrolment/totp-options': {
    /**
     * Send it back with the first code
     */
    id: string
    /**
     * For an app without a camera
     */
    secret: string
    /**
     * otpauth://, for a QR code
     */
    uri: string
  }
  'GET /v1/auth/oidc': {
    is_on: boolean
  }
  'POST /v1/auth/oidc':
    | {
        account: string
        person: string
        name: string
        handle: string
        /**
         * Null in the answer that opens it
         */
        session: string | null
        /**
         * The one that the person acts with
         */
        grant: string
        /**
         * Those in force; act_as changes between them
         */
        grants: {
          id: string
          account: string
          role: string
          territory: string[]
          marking: string
          office: string | null
          source_id: string | null
          processes: string[] | null
          reason: string
          state: 'in_force' | 'expired' | 'revoked'
          created_at: string
          expires_at: string
        }[]
        /**
         * Both factors were shown a moment ago: dangerous acts are open
         */
        is_fresh: boolean
      }
    | {
        second_factor: {
          /**
           * Null: the account has none
           */
          passkey: {
            challenge: string
            [k: string]: unknown
          } | null
          /**
           * A code of the authenticator app, or a recovery code
           */
          code: boolean
        }
      }
  'GET /v1/auth/oidc-links': {
    /**
     * Whether this installation has such a way in
     */
    is_on: boolean
    items: {
      id: string
      issuer: string
      created_at: string
      /**
       * The day only, of UTC
       */
      last_used_day: string | null
    }[]
  }
  'POST /v1/auth/oidc-links': {
    id: string
  }
  'POST /v1/auth/oidc-links/{id}:remove': {
    is_done: true
  }
  'POST /v1/auth/oidc-links:start': {
    /**
     * Where the browser goes next
     */
    url: string
  }
  'POST /v1/auth/oidc/second-factor': {
    account: string
    person: string
    name: string
    handle: string
    /**
     * Null in the answer that opens it
     */
    session: string | null
    /**
     * The one that the person acts with
     */
    grant: string
    /**
     * Those in force; act_as changes between them
     */
    grants: {
      id: string
      account: string
      role: string
      territory: string[]
      marking: string
      office: string | null
      source_id: string | null
      processes: string[] | null
      reason: string
      state: 'in_force' | 'expired' | 'revoked'
      created_at: string
      expires_at: string
    }[]
    /**
     * Both factors were shown a moment ago: dangerous acts are open
     */
    is_fresh: boolean
  }
  'POST /v1/auth/oidc:start': {
    /**
     * Where the browser goes next
     */
    url: string
  }
  'POST /v1/auth/passkey': {
    account: string
    person: string
    name: string
    handle: string
    /**
     * Null in the answer that opens it
     */
    session: string | null
    /**
     * The one that the person acts with
     */
    grant: string
    /**
     * Those in force; act_as changes between them
     */
    grants: {
      id: string
      account: string
      role: string
      territory: string[]
      marking: string
      office: string | null
      source_id: string | null
      processes: string[] | null
      reason: string
      state: 'in_force' | 'expired' | 'revoked'
      created_at: string
      expires_at: string
    }[]
    /**
     * Both factors were shown a moment ago: dangerous acts are open
     */
    is_fresh: boolean
  }
  'POST /v1/auth/passkey-options': {
    challenge: string
    [k: string]: unknown
  }
  'POST /v1/auth/passkeys': {
    id: string
  }
  'POST /v1/auth/passkeys/{passkey}:remove': {
    is_done: true
  }
  'POST /v1/auth/passkeys:options': {
    challenge: string
    [k: string]: unknown
  }
  'POST /v1/auth/password': {
    account: string
    person: string
    name: string
    handle: string
    /**
     * Null in the answer that opens it
     */
    session: string | null
    /**
     * The one that the person acts with
     */
    grant: string
    /**
     * Those in force; act_as changes between them
     */
    grants: {
      id: string
      account: string
      role: string
      territory: string[]
      marking: string
      office: string | null
      source_id: string | null
      processes: string[] | null
      reason: string
      state: 'in_force' | 'expired' | 'revoked'
      created_at: string
      expires_at: string
    }[]
    /**
     * Both factors were shown a moment ago: dangerous acts are open
     */
    is_fresh: boolean
  }
  'POST /v1/auth/password:change': {
    is_done: true
  }
  'POST /v1/auth/recovery-codes': {
    recovery_codes: string[]
  }
  'GET /v1/auth/session': {
    account: string
    person: string
    name: string
    handle: string
    /**
     * Null in the answer that opens it
     */
    session: string | null
    /**
     * The one that the person acts with
     */
    grant: string
    /**
     * Those in force; act_as changes between them
     */
    grants: {
      id: string
      account: string
      role: string
      territory: string[]
      marking: string
      office: string | null
      source_id: string | null
      processes: string[] | null
      reason: string
      state: 'in_force' | 'expired' | 'revoked'
      created_at: string
      expires_at: string
    }[]
    /**
     * Both factors were shown a moment ago: dangerous acts are open
     */
    is_fresh: boolean
  }
  'POST /v1/auth/session:act-as': {
    account: string
    person: string
    name: string
    handle: string
    /**
     * Null in the answer that opens it
     */
    session: string | null
    /**
     * The one that the person acts with
     */
    grant: string
    /**
     * Those in force; act_as changes between them
     */
    grants: {
      id: string
      account: string
      role: string
      territory: string[]
      marking: string
      office: string | null
      source_id: string | null
      processes: string[] | null
      reason: string
      state: 'in_force' | 'expired' | 'revoked'
      created_at: string
      expires_at: string
    }[]
    /**
     * Both factors were shown a moment ago: dangerous acts are open
     */
    is_fresh: boolean
  }
  'POST /v1/auth/session:sign-out': {
    /**
     * Sessions that were open
     */
    ended: number
  }
  'POST /v1/auth/step-up/passkey': {
    is_fresh: true
  }
  'POST /v1/auth/step-up/passkey-options': {
    challenge: string
    [k: string]: unknown
  }
  'POST /v1/auth/step-up/password': {
    is_fresh: true
  }
  'POST /v1/backtests': BacktestRun
  'GET /v1/backtests': {
    items: BacktestRun[]
    next: string | null
  }
  'GET /v1/backtests/{id}': BacktestRunWithRequest
  'GET /v1/backtests/{id}/report': {
    [k: string]: unknown
  }
  'GET /v1/bulletins': {
    items: BulletinLine[]
    next: string | null
  }
  'POST /v1/bulletins': Bulletin
  'GET /v1/bulletins/{id}': Bulletin
  'PATCH /v1/bulletins/{id}': Bulletin
  'POST /v1/bulletins/{id}/errata': Bulletin
  'GET /v1/bulletins/{id}/recount': BulletinRecount
  'POST /v1/bulletins/{id}:propose': Bulletin
  'POST /v1/bulletins/{id}:publish': Bulletin
  'POST /v1/bulletins/{id}:withdraw': Bulletin
  'POST /v1/callbacks/{channel}': {
    /**
     * delivered, read, failed, unknown_delivery, test_proven, answer, automatic, unknown_sender, not_an_answer, unknown_reference; of an answer that was taken up: acknowledged, not_allowed
     */
    outcome: string
  }
  'GET /v1/change-freeze': ChangeFreeze
  'POST /v1/change-freeze:lift': ChangeFreeze
  'GET /v1/dead-letters': {
    items: DeskDelivery[]
    next: string | null
  }
  'POST /v1/dead-letters/{id}:clear': DeskDelivery
  'GET /v1/deliveries': {
    items: DeskDelivery[]
    next: string | null
  }
  'GET /v1/deliveries/{id}/attempts': {
    items: DeliveryAttempt[]
  }
  'POST /v1/deliveries/{id}:retry': DeskDelivery
  'POST /v1/drills': Drill
  'GET /v1/drills': DrillList
  'GET /v1/drills/{id}': Drill
  'GET /v1/drills/{id}/report': {
    [k: string]: unknown
  }
  'GET /v1/exclusions': {
    items: Exclusion[]
    next: string | null
  }
  'GET /v1/exports/actions.json': {
    caveat: string
    items: {
      [k: string]: string | number | boolean | null
    }[]
  }
  'GET /v1/exports/alerts.json': {
    caveat: string
    items: {
      [k: string]: string | number | boolean | null
    }[]
  }
  'GET /v1/factors': {
    items: {
      code: string
      labels: {
        es: string
        en: string
      }
      nature: 'endogenous' | 'exogenous'
    }[]
    edition: string
  }
  'GET /v1/grant-proposals': {
    items: {
      id: string
      account: string
      wanted: {
        [k: string]: unknown
      }
      reason: string
      proposer_person: string | null
      state: 'open' | 'approved' | 'done' | 'rejected' | 'stale' | 'expired'
      created_at: string
      expires_at: string
    }[]
  }
  'POST /v1/grant-proposals/{id}/approvals': {
    proposal: {
      id: string
      account: string
      wanted: {
        [k: string]: unknown
      }
      reason: string
      proposer_person: string | null
      state: 'open' | 'approved' | 'done' | 'rejected' | 'stale' | 'expired'
      created_at: string
      expires_at: string
    }
    grant: {
      id: string
      account: string
      role: string
      territory: string[]
      marking: string
      office: string | null
      source_id: string | null
      processes: string[] | null
      reason: string
      state: 'in_force' | 'expired' | 'revoked'
      created_at: string
      expires_at: string
    } | null
  }
  'POST /v1/grants/{id}:revoke': {
    id: string
    state: 'revoked'
  }
  'GET /v1/identity-access': {
    items: IdentityAccess[]
  }
  'POST /v1/identity-access/{id}/decisions': IdentityAccess
  'POST /v1/identity-access/{id}/reads': OpenedIdentities
  'GET /v1/identity-notices': {
    items: IdentityNotice[]
  }
  'GET /v1/identity-reads': {
    items: IdentityRead[]
  }
  'GET /v1/identity-retention': IdentityRetention
  'POST /v1/identity-retention': ProposedRetention
  'POST /v1/identity-retention/{id}/decisions': ProposedRetention
  'GET /v1/inbox': {
    items: InboxMessage[]
    next: string | null
    /**
     * With the first page: who came on duty in the last 7 days
     */
    duty: DutyNotice[]
  }
  'POST /v1/inbox/{id}/seen': {
    id: string
    seen_at: string
  }
  'POST /v1/indicators/{name}/values': {
    processes: string[]
    received_at: string
  }
  'GET /v1/indicators/{name}/values': {
    items: {
      place: string
      observed_at: string
      value: number
    }[]
  }
  'GET /v1/legal-holds': {
    items: LegalHold[]
  }
  'POST /v1/legal-holds': LegalHold
  'POST /v1/legal-holds/{id}/liftings': LegalHold
  'GET /v1/mappings': {
    items: Mapping[]
    /**
     * Mapping files that cannot be read, with line and column
     */
    refused: string[]
  }
  'GET /v1/me': {
    /**
     * Who answers for what is done with the token
     */
    person: string
    role: string
    scopes: string[]
    territory: string[]
    marking: string
    office: string | null
    source: string | null
    processes: string[] | null
  }
  'GET /v1/meta': {
    country: string
    time_zone: string
    versions: {
      [k: string]: string
    }
    durability: 'disk' | 'process'
    /**
     * By list; `audiences` and `offices` are those of the routes, who receive what is sent
     */
    codes: {
      [k: string]: {
        code: string
        labels: {
          es: string
          en: string
        }
      }[]
    }
  }
  'POST /v1/missed-events': MissedEvent
  'GET /v1/missed-events': {
    items: MissedEvent[]
    next: string | null
  }
  'POST /v1/offices/{office}:close-all': {
    id: string
    office: string
    sessions: number
    tokens: number
    frozen: number
  }
  'GET /v1/on-duty': {
    now: string
    items: Duty[]
  }
  'GET /v1/outcome-tasks': {
    items: OutcomeTask[]
  }
  'GET /v1/outcomes': {
    items: RuleOutcomes[]
  }
  'GET /v1/places': {
    items: {
      code: string
      name: string
      level: string
      parent: string | null
    }[]
    gazetteer: string
  }
  'GET /v1/places/geometry': {
    items: {
      type: 'Topology'
      /**
       * Where the outlines come from and under which terms; one text for all languages, or one for each
       */
      source:
        | string
        | {
            es: string
            en: string
          }
      transform: {
        scale: never[]
        translate: never[]
      }
      objects: {
        places: {
          type: 'GeometryCollection'
          geometries: (
            | {
                type: 'Polygon'
                id: string
                arcs: number[][]
              }
            | {
                type: 'MultiPolygon'
                id: string
                arcs: number[][][]
              }
          )[]
        }
      }
      arcs: never[][][]
    }[]
    gazetteer: string
  }
  'GET /v1/processes': {
    items: ElectoralProcess[]
  }
  'POST /v1/processes/{id}/acts/{act}/withdrawals': {
    id: string
  }
  'GET /v1/processes/{id}/calendar': {
    process: string
    version: number
    known_from: string
    spans: {
      type: 'phase' | 'window'
      code: string
      place: string
      from: string
      /**
       * The first instant that no longer belongs to it; an act at an instant has from = to
       */
      to: string
      /**
       * Local day of the process that it begins with; null = it begins within a day
       */
      first_day: string | null
      /**
       * Local day of the process that it ends with, inclusive: «through 12 October», where `to` is the midnight after. null = it ends within a day, or no end is known
       */
      last_day: string | null
    }[]
    milestones: {
      [k: string]: CalendarStretch
    }
  }
  'GET /v1/processes/{id}/calendar/proposals': {
    items: CalendarProposal[]
  }
  'POST /v1/processes/{id}/calendar/proposals/{proposal}/approvals': CalendarProposal
  'GET /v1/processes/{id}/calendar/revisions': {
    items: {
      version: number
      /**
       * Local day of the process from which on it was known
       */
      known_from: string
      status: 'in_force' | 'suspended' | 'superseded' | 'annulled'
      election_day: string | null
      act: {
        es: string
        en: string
      }
    }[]
  }
  'POST /v1/processes/{id}/calendar/revisions': CalendarProposal
  'POST /v1/processes/{id}/calendar:preview': {
    moved: {
      type: 'phase' | 'window' | 'milestone'
      code: string
      place: string | null
      /**
       * null = it is not there
       */
      before: CalendarStretch | null
      /**
       * null = it is not there
       */
      after: CalendarStretch | null
      /**
       * Of a calendar window: the clock that ladders of alerts follow while it is open, from their next step on
       */
      clock: string | null
    }[]
  }
  'GET /v1/processes/{id}/milestones': {
    items: WatchedMilestone[]
  }
  'POST /v1/processes/{id}/milestones/{milestone}/acts': WatchedMilestone
  'GET /v1/processes/{id}/phases': {
    period: string | null
    phases: string[]
    windows: string[]
  }
  'GET /v1/proposals': {
    items: Proposal[]
  }
  'GET /v1/proposals/{id}': Proposal
  'POST /v1/proposals/{id}/approvals': Proposal
  'GET /v1/recipients': {
    items: Recipient[]
  }
  'POST /v1/recipients/{id}/channels/{c}:enable': {
    recipient: string
    channel: string
  }
  'POST /v1/recipients/{id}/channels/{c}:test': {
    /**
     * Of the test
     */
    id: string
    recipient: string
    channel: string
  }
  'GET /v1/response-gaps': {
    items: ResponseGap[]
  }
  'GET /v1/response-index': {
    group: 'institution' | 'territory' | 'class' | 'process'
    at: string
    weights: string
    items: ResponseIndexRow[]
  }
  'GET /v1/rotas': {
    items: Rota[]
  }
  'POST /v1/rotas': Rota
  'PATCH /v1/rotas/{id}': Rota
  'GET /v1/rotas/{id}/absences': {
    items: Absence[]
  }
  'POST /v1/rotas/{id}/absences': Absence
  'DELETE /v1/rotas/{id}/absences/{entry}': {
    id: string
  }
  'GET /v1/rotas/{id}/shifts': {
    items: Shift[]
  }
  'POST /v1/rotas/{id}/shifts': {
    items: Shift[]
  }
  'DELETE /v1/rotas/{id}/shifts/{entry}': {
    id: string
  }
  'GET /v1/routes': Routes
  'POST /v1/routes:test': RouteTrial
  'GET /v1/rules': {
    items: {
      id: string
      version: number
      revision: string
      status: 'active' | 'shadow'
      origin: string
      yaml: string
    }[]
  }
  'POST /v1/rules': {
    id: string
    version: number
    revision: string
    state_hash: string
    /**
     * An activation keeps the windows of what is in force now
     */
    keeps_state: boolean
    warnings: {
      file: string
      line: number
      column: number
      code: string
      path: string
      message: string
    }[]
    dry_run: boolean
  }
  'GET /v1/rules/{id}': RuleLife
  'GET /v1/rules/{id}/drift': RuleDrift
  'PUT /v1/rules/{id}/params': {
    id: string
    version: number
    revision: string
    state_hash: string
    /**
     * An activation keeps the windows of what is in force now
     */
    keeps_state: boolean
    warnings: {
      file: string
      line: number
      column: number
      code: string
      path: string
      message: string
    }[]
    dry_run: boolean
  }
  'GET /v1/rules/{id}/revisions': {
    items: RuleRevisionSummary[]
  }
  'POST /v1/rules/{id}/revisions': {
    id: string
    version: number
    revision: string
    state_hash: string
    /**
     * An activation keeps the windows of what is in force now
     */
    keeps_state: boolean
    warnings: {
      file: string
      line: number
      column: number
      code: string
      path: string
      message: string
    }[]
    dry_run: boolean
  }
  'GET /v1/rules/{id}/revisions/{n}': RuleRevision
  'POST /v1/rules/{id}/revisions/{n}/approvals': Proposal
  'GET /v1/rules/{id}/revisions/{n}/backtest': RuleBacktest
  'POST /v1/rules/{id}/revisions/{n}:activate': {
    act: 'activate' | 'shadow' | 'retire' | 'rollback'
    /**
     * null: will be carried out at the set time
     */
    activation: number | null
    at: string | null
  }
  'POST /v1/rules/{id}/revisions/{n}:backtest': RuleBacktest
  'POST /v1/rules/{id}/revisions/{n}:propose': Proposal
  'POST /v1/rules/{id}/revisions/{n}:retire': {
    act: 'activate' | 'shadow' | 'retire' | 'rollback'
    /**
     * null: will be carried out at the set time
     */
    activation: number | null
    at: string | null
  }
  'POST /v1/rules/{id}/revisions/{n}:rollback': {
    activation: number
    in_force: {
      revision: string
      status: 'active' | 'shadow'
    } | null
  }
  'POST /v1/rules/{id}/revisions/{n}:shadow': {
    act: 'activate' | 'shadow' | 'retire' | 'rollback'
    /**
     * null: will be carried out at the set time
     */
    activation: number | null
    at: string | null
  }
  'POST /v1/rules/{id}/revisions/{n}:test': {
    passed: number
    failed: number
    tests: {
      name: string
      failures: {
        at: string
        field: string
        expected: unknown
        got: unknown
      }[]
    }[]
  }
  'POST /v1/rules:dry-run': DraftDryRun | SignalDryRun
  'GET /v1/rules:export': {
    /**
     * Path → YAML, with comments
     */
    files: {
      [k: string]: string
    }
    /**
     * Tuned values by rule id; they are no part of a file. Durations in milliseconds
     */
    tuned: {
      [k: string]: {
        [k: string]: number
      }
    }
  }
  'GET /v1/sessions': {
    items: {
      id: string
      pathway: 'passkey' | 'password' | 'oidc'
      is_current: boolean
      created_at: string
      last_seen_at: string
      expires_at: string
    }[]
  }
  'POST /v1/sessions/{id}:end': {
    /**
     * Sessions that were open
     */
    ended: number
  }
  'POST /v1/sessions:end-all': {
    /**
     * Sessions that were open
     */
    ended: number
  }
  'POST /v1/signals': AcceptedSignal
  'GET /v1/signals': {
    items: Signal[]
    next: string | null
  }
  'GET /v1/signals/{id}': SignalWithPosition
  'POST /v1/signals/{id}/consent-withdrawals': AcceptedSignal
  'POST /v1/signals/{id}/corrections': AcceptedSignal
  'GET /v1/signals/{id}/identities': KnownIdentities
  'POST /v1/signals/{id}/identity-access': IdentityAccess
  'POST /v1/signals/{id}/identity-shreddings': Shredded
  'GET /v1/signals/{id}/public-texts': {
    items: PublicText[]
  }
  'POST /v1/signals/{id}/public-texts': PublicText
  'POST /v1/signals/{id}/public-texts/{number}/decisions': PublicText
  'POST /v1/signals/{id}/retractions': AcceptedSignal
  'GET /v1/signals/{id}/revisions': {
    items: Signal[]
  }
  'POST /v1/signals/{id}/verifications': Verification
  'POST /v1/signals/{id}/verifications/{verification}:undo': Verification
  'POST /v1/signals:batch': {
    items: {
      index: number
      status: number
      outcome: 'created' | 'duplicate' | 'revised' | 'valid' | 'refused'
      signal?: AcceptedSignal
      problem?: Problem
    }[]
  }
  'POST /v1/signals:map': MappedRows
  'POST /v1/signals:merge': SignalMerge
  'POST /v1/signals:unmerge': SignalMerge
  'GET /v1/silences': {
    items: Silence[]
    next: string | null
  }
  'POST /v1/silences':
    | {
        alerts: {
          id: string
          level: string
          title: {
            es: string
            en: string
          }
          place: string
        }[]
        /**
         * Inside the institution, that would not be told
         */
        audiences: string[]
        /**
         * Why another person has to approve; empty: nobody has to
         */
        second_person_for: string[]
      }
    | Silence
  'GET /v1/silences/{id}': Silence
  'POST /v1/silences/{id}/approvals': Silence
  'POST /v1/silences/{id}:end': Silence
  'GET /v1/situation': {
    place: string
    days: number
    from: string
    as_of: string
    items: PlaceSituation[]
  }
  'GET /v1/tokens': {
    items: {
      id: string
      person: string
      label: string
      prefix: string
      role: string
      scopes: string[]
      territory: string[]
      marking: string
      office: string | null
      source_id: string | null
      processes: string[] | null
      rotated_from: string | null
      created_at: string
      expires_at: string
      revoked_at: string | null
      /**
       * The day only, of UTC
       */
      last_used_day: string | null
    }[]
  }
  'POST /v1/tokens': {
    id: string
    /**
     * Shown once; only its SHA-256 is kept
     */
    token: string
  }
  'POST /v1/tokens/{id}:revoke': {
    id: string
    state: 'revoked'
  }
  'POST /v1/tokens/{id}:rotate': {
    id: string
    /**
     * Shown once; only its SHA-256 is kept
     */
    token: string
  }
  'GET /v1/triage': {
    items: TriageItem[]
    next: string | null
    /**
     * With this filter, counted up to 1000
     */
    waiting: number
  }
  'GET /v1/triage/{id}': TriageSignal
  'POST /v1/triage/{id}:assign': TriageHold
  'POST /v1/triage/{id}:snooze': TriageHold
}
export interface ResponseAction {
  id: string
  alert_id: string
  process: string
  rule: string
  /**
   * The measure in the rule; null = added by a person
   */
  rule_action: string | null
  place: string
  department: string | null
  exercise: boolean
  /**
   * Of the alert when the measure was recommended
   */
  level: string
  text: {
    es: string
    en: string
  }
  class: ('prevention' | 'intervention' | 'mediation') | null
  /**
   * Line of response of the country pack
   */
  line: string | null
  /**
   * Institution or unit of the country pack
   */
  addressee: string
  due_at: string | null
  state: 'recommended' | 'issued' | 'accepted' | 'declined' | 'started' | 'evidenced' | 'taken' | 'rated'
  overdue: boolean
  /**
   * Why it may not be issued to this addressee
   */
  held_back: string | null
  /**
   * Recorded as done, not recommended
   */
  taken: boolean
  /**
   * 0 none, 1 acknowledged, 2 started, 3 partial, 4 complete
   */
  rating: number | null
  evidence_count: number
  /**
   * The person; null = the rule
   */
  created_by: string | null
  created_at: string
  /**
   * What can be done with it now
   */
  allows: string[]
  /**
   * For If-Match
   */
  version: number
}
export interface ResponseActionDetail {
  id: string
  alert_id: string
  process: string
  rule: string
  /**
   * The measure in the rule; null = added by a person
   */
  rule_action: string | null
  place: string
  department: string | null
  exercise: boolean
  /**
   * Of the alert when the measure was recommended
   */
  level: string
  text: {
    es: string
    en: string
  }
  class: ('prevention' | 'intervention' | 'mediation') | null
  /**
   * Line of response of the country pack
   */
  line: string | null
  /**
   * Institution or unit of the country pack
   */
  addressee: string
  due_at: string | null
  state: 'recommended' | 'issued' | 'accepted' | 'declined' | 'started' | 'evidenced' | 'taken' | 'rated'
  overdue: boolean
  /**
   * Why it may not be issued to this addressee
   */
  held_back: string | null
  /**
   * Recorded as done, not recommended
   */
  taken: boolean
  /**
   * 0 none, 1 acknowledged, 2 started, 3 partial, 4 complete
   */
  rating: number | null
  evidence_count: number
  /**
   * The person; null = the rule
   */
  created_by: string | null
  created_at: string
  /**
   * What can be done with it now
   */
  allows: string[]
  /**
   * For If-Match
   */
  version: number
  evidence: ActionEvidence[]
  ratings: ActionRating[]
  history: {
    ordinal: number
    kind: string
    person: string | null
    at: string
    body: {
      [k: string]: unknown
    }
  }[]
}
export interface ActionEvidence {
  id: string
  kind: string
  ref: string
  sha256: string
  note: string | null
  person: string
  at: string
}
export interface ActionRating {
  id: string
  rating: number
  reason: string
  person: string
  at: string
}
export interface Agreement {
  id: string
  alert_id: string
  process: string
  place: string
  department: string | null
  kind: 'agreement' | 'truce' | 'joint_statement' | 'withdrawal'
  text: {
    es: string
    en: string
  }
  parties: string[]
  agreed_at: string
  person: string
  created_at: string
  follow_ups: {
    id: string
    due_at: string
    overdue: boolean
    result: ('kept' | 'partly_kept' | 'broken') | null
    note: string | null
    done_by: string | null
    done_at: string | null
  }[]
}
export interface Alert {
  id: string
  process: string
  rule: string
  rule_revision: string
  title: {
    es: string
    en: string
  }
  key: {
    [k: string]: string
  }
  place: string
  department: string | null
  episode: number
  state: 'firing' | 'acknowledged' | 'resolved' | 'expired'
  level: ('info' | 'watch' | 'warning' | 'critical') | null
  max_level: 'info' | 'watch' | 'warning' | 'critical'
  acknowledged_level: ('info' | 'watch' | 'warning' | 'critical') | null
  /**
   * Level that evaluation finds while a person keeps the alert closed; null = not kept closed
   */
  held_level: ('info' | 'watch' | 'warning' | 'critical') | null
  explain: {
    es: string
    en: string
  }
  factors: string[]
  rights: string[]
  populations: string[]
  tags: string[]
  marking: string
  exercise: boolean
  /**
   * Of a rule on trial: told to nobody
   */
  shadow: boolean
  late: boolean
  /**
   * By its routes: for its recipients only, in no feed and no public channel
   */
  do_not_broadcast: boolean
  /**
   * What keeps its notifications back now; beside the state, never instead of it
   */
  suppressed_by: {
    kind: 'silence' | 'inhibition'
    /**
     * The silence, or the alert whose rule keeps this one back
     */
    id: string
    rule: string | null
    reason: string | null
    since: string
    until: string | null
  }[]
  as_of: string
  fired_at: string
  updated_at: string
  closed_at: string | null
}
export interface AlertWithEscalation {
  id: string
  process: string
  rule: string
  rule_revision: string
  title: {
    es: string
    en: string
  }
  key: {
    [k: string]: string
  }
  place: string
  department: string | null
  episode: number
  state: 'firing' | 'acknowledged' | 'resolved' | 'expired'
  level: ('info' | 'watch' | 'warning' | 'critical') | null
  max_level: 'info' | 'watch' | 'warning' | 'critical'
  acknowledged_level: ('info' | 'watch' | 'warning' | 'critical') | null
  /**
   * Level that evaluation finds while a person keeps the alert closed; null = not kept closed
   */
  held_level: ('info' | 'watch' | 'warning' | 'critical') | null
  explain: {
    es: string
    en: string
  }
  factors: string[]
  rights: string[]
  populations: string[]
  tags: string[]
  marking: string
  exercise: boolean
  /**
   * Of a rule on trial: told to nobody
   */
  shadow: boolean
  late: boolean
  /**
   * By its routes: for its recipients only, in no feed and no public channel
   */
  do_not_broadcast: boolean
  /**
   * What keeps its notifications back now; beside the state, never instead of it
   */
  suppressed_by: {
    kind: 'silence' | 'inhibition'
    /**
     * The silence, or the alert whose rule keeps this one back
     */
    id: string
    rule: string | null
    reason: string | null
    since: string
    until: string | null
  }[]
  as_of: string
  fired_at: string
  updated_at: string
  closed_at: string | null
  /**
   * null = no ladder has looked at the alert, or it is not for the caller
   */
  escalation: Escalation | null
}
export interface Escalation {
  /**
   * answering: acknowledged, and some of those who each have to answer have not
   */
  state: 'running' | 'answering' | 'stopped'
  /**
   * Why it does not run
   */
  reason: string | null
  ladder: string | null
  round: number
  /**
   * Whose turn it is to answer
   */
  running_step: EscalationStep | null
  /**
   * When the next step is told
   */
  due_at: string | null
  /**
   * Until then, by the database clock; negative = late
   */
  seconds_left: number | null
  remind_at: string | null
  /**
   * Every step, taken or skipped, the first one first
   */
  steps: EscalationStep[]
}
export interface EscalationStep {
  /**
   * Counts every step of every round
   */
  number: number
  round: number
  /**
   * 0 = the first time up the ladder
   */
  cycle: number
  /**
   * Step of the ladder, as in routes.yaml
   */
  order: number
  audience: string
  role: string | null
  /**
   * told_before: the alert itself had told these people
   */
  outcome: 'told' | 'told_before' | 'skipped'
  /**
   * opening, nobody_answered, not_delivered, by_person; of a skipped step why nobody was told
   */
  reason: string
  people: {
    recipient: string
    names: string[]
  }[]
  at: string
  /**
   * By when these people had to answer
   */
  due_at: string | null
}
export interface RecordedAcknowledgement {
  id: string
  alert_id: string
  person: string
  /**
   * The office or audience that the person answers for
   */
  audience: string | null
  /**
   * Of the alert when it was acknowledged
   */
  level: string | null
  note: string | null
  /**
   * This answer moved the alert
   */
  is_first: boolean
  at: string
  withdrawn_at: string | null
  withdrawn_reason: string | null
  alert_state: string
}
export interface Acknowledgement {
  id: string
  alert_id: string
  person: string
  /**
   * The office or audience that the person answers for
   */
  audience: string | null
  /**
   * Of the alert when it was acknowledged
   */
  level: string | null
  note: string | null
  /**
   * This answer moved the alert
   */
  is_first: boolean
  at: string
  withdrawn_at: string | null
  withdrawn_reason: string | null
}
export interface WithdrawnAcknowledgement {
  acknowledgement_id: string
  alert_id: string
  alert_state: string
  at: string
}
export interface AlertComment {
  id: string
  alert_id: string
  person: string
  office: string | null
  text: string
  language: 'es' | 'en'
  marking: string
  at: string
}
export interface Delivery {
  id: string
  event: {
    ordinal: number
    kind: string
  }
  audience: string
  recipient: string
  channel: string
  channel_type: string
  /**
   * Step of an escalation ladder; 0 is the first telling
   */
  step: number
  /**
   * planned, sending, accepted, delivered, seen, retry, failed, exhausted, superseded, withheld, draft, held
   */
  state: string
  /**
   * Why it is in this state, above all why somebody was not told; of a held row held_digest, held_quiet_hours, held_business_hours, held_mute or held_storm
   */
  reason: string
  level: string
  attempts: number
  created_at: string
  /**
   * When it is tried next; of a held row, when it goes out at the latest
   */
  due_at: string | null
  /**
   * The delivery whose message lists this one
   */
  listed_by: string | null
  accepted_at: string | null
  seen_at: string | null
  ended_at: string | null
}
export interface Draft {
  audience: string
  state: 'open' | 'released' | 'withheld'
  /**
   * Ordinal of the change whose message waits
   */
  event: number
  /**
   * The newest change of the alert; sent back with the approval
   */
  seen: number
  /**
   * When the people inside are told that it waits; it is never sent by time-out
   */
  due_at: string
  overdue_at: string | null
  approvals_needed: number
  /**
   * One person has approved
   */
  waits_for_second: boolean
  /**
   * Since it was put before people first
   */
  changes: string[]
  /**
   * Sentences in the language that Accept-Language names
   */
  differences: {
    what: string
    before: string
    now: string
  }[]
  texts: {
    recipient: string
    channel: string
    /**
     * As it would leave now, without the comment
     */
    message:
      | {
          type: 'email'
          view: 'full' | 'thin'
          language: 'es' | 'en'
          subject: string
          text: string
          html: string
          thread: string
          list?: string
          date: string
        }
      | {
          type: 'webhook'
          view: 'full' | 'thin'
          body: string
        }
      | {
          type: 'adapter'
          view: 'full' | 'thin'
          format: 'sms' | 'messenger'
          text: string
          encoding: 'gsm7' | 'ucs2' | 'unicode'
          language: 'es' | 'en'
          reference: string
          answer: string | null
          at: string
          expiresAt: string
        }
      | {
          type: 'inbox'
          view: 'full' | 'thin'
          kind: string
          title: {
            es: string
            en: string
          }
          lines: {
            es: string[]
            en: string[]
          }
          link: string
          acknowledgeBy: string | null
        }
      | {
          type: 'cap'
          view: 'full' | 'thin'
          identifier: string
        }
  }[]
  marking: string
  clearance: string | null
  certainty: string
  /**
   * Signals; their grades are in /v1/alerts/{id}/why
   */
  evidence: string[]
  exclusions: {
    audience: string
    form: 'leave_out' | 'redact'
  }[]
  /**
   * Why the caller may not approve it: sent a signal behind the alert, or was the first of the two
   */
  refused: ('own_signal' | 'first_approver') | null
  decided_by: string | null
  comment: string | null
  reason: string | null
  decided_at: string | null
}
export interface ReleasedDraft {
  /**
   * proposed: a second person has to approve as well
   */
  outcome: 'released' | 'proposed'
  messages: number
}
export interface Outcome {
  alert_id: string
  /**
   * The label that most people gave; disputed: another person is needed; null: none yet
   */
  outcome: ('confirmed' | 'averted' | 'false_alarm' | 'undetermined' | 'disputed') | null
  labels: OutcomeLabel[]
  /**
   * There from the moment the alert is closed
   */
  task: OutcomeTask | null
  /**
   * What worked in earlier alerts of the same rule, those of the same department first
   */
  notes: {
    alert_id: string
    department: string | null
    outcome: string
    note: string
    language: string
    at: string
  }[]
}
export interface OutcomeLabel {
  id: string
  label: 'confirmed' | 'averted' | 'false_alarm' | 'undetermined'
  /**
   * Confirmed, with less harm than feared
   */
  lesser: boolean
  /**
   * What counted as harm
   */
  definition: string
  reason: string | null
  evidence: {
    kind: string
    ref: string
    sha256: string
  }[]
  first_harm_at: string | null
  /**
   * First harmful event − first firing; negative = the harm came first
   */
  lead_from_firing_s: number | null
  /**
   * First harmful event − first accepted delivery
   */
  lead_from_receipt_s: number | null
  note: string | null
  language: string
  person: string
  at: string
}
export interface OutcomeTask {
  alert_id: string
  due_at: string
  overdue: boolean
  done_at: string | null
}
export interface AuditProof {
  format: 'vigia-audit-proof-1'
  origin: string
  keys: string[]
  object: {
    kind: string
    id: string
  }
  /**
   * Signed note of the last sealing
   */
  checkpoint: string | null
  events: {
    event: string
    index: number
    path: string[]
  }[]
  /**
   * Acts of the last seconds: ask again
   */
  not_sealed_yet: number
}
export interface Why {
  alert: string
  /**
   * The change of the alert that is explained: its latest one by evaluation
   */
  kind: string
  level: ('info' | 'watch' | 'warning' | 'critical') | null
  as_of: string
  late: boolean
  /**
   * CAP certainty, from the grades of the evidence
   */
  certainty: string
  explain: {
    es: string
    en: string
  }
  reason: string | null
  rule: string
  rule_revision: string
  /**
   * Taxonomy, gazetteer, grading and calendar used
   */
  versions: {
    [k: string]: unknown
  }
  phase: string | null
  /**
   * By how much the calendar multiplies the composites; null = the rule has no such table
   */
  phase_weight: number | null
  window: string | null
  /**
   * null = unknown
   */
  measures: {
    [k: string]: number | null
  }
  /**
   * What each compared measure is, by name; empty for a change from before this was kept
   */
  measured: {
    [k: string]: {
      kind: string
      field?: string
      window_ms?: number
      /**
       * «señales contadas en 14 días», as messages say it
       */
      words: {
        es: string
        en: string
      }
    }
  }
  comparisons: {
    measure: string
    op: string
    value: number | null
    threshold: number
    margin: number | null
    holds: boolean | null
  }[]
  /**
   * What would have kept the level from firing: the change of a measure that it takes
   */
  prevention: {
    measure: string
    change: number
    /**
     * «2 orígenes distintos menos»; with the name of the measure where only that is kept
     */
    words: {
      es: string
      en: string
    }
  }[]
  /**
   * Of composites, by measure
   */
  factors: {
    [k: string]: {
      measure: string
      nature: 'endogenous' | 'exogenous'
      /**
       * The measure; null = unknown
       */
      x: number | null
      /**
       * Where it stands on its scale, 0 to 1
       */
      q: number | null
      weight: number
      /**
       * Its part in the value, in points
       */
      share: number | null
    }[]
  }
  evidence: {
    signal: string
    category?: string
    place?: string
    event_time?: string
    severity?: number
    reliability?: string
    credibility?: number
    discount?: number
    source_root?: string
    verification?: string
    flags?: string[]
    /**
     * Approved by a person for readers outside
     */
    public_text?: string
    /**
     * Why the rest is not shown
     */
    redacted?: 'consent' | 'marking'
  }[]
  evidence_count: number
  /**
   * Signals that would count and do not: over the cap per source, or withdrawn since the alert fired
   */
  excluded: {
    signal: string
    /**
     * over_cap: its source has said enough already; rejected: by a person, or a repeat of another; changed: corrected so that the rule does not take it
     */
    why: 'over_cap' | 'retracted' | 'rejected' | 'changed'
  }[]
  /**
   * Signals that the alert rested on once and does not now, because they were withdrawn
   */
  withdrawn: string[]
  /**
   * What the evaluation found when evidence was last withdrawn; null = none was
   */
  reevaluated: {
    kind: string
    level: ('info' | 'watch' | 'warning' | 'critical') | null
    as_of: string
    explain: {
      es: string
      en: string
    }
  } | null
  recommended: {
    id: string
    to: string
    due_at: string
    text: {
      es: string
      en: string
    }
  }[]
}
export interface Escalated {
  alert_id: string
  ladder: string
  /**
   * What this request brought about: steps skipped, then the one told, if any
   */
  steps: {
    /**
     * Step of the ladder
     */
    order: number
    audience: string
    role: string | null
    outcome: 'told' | 'told_before' | 'skipped'
    reason: string
    recipients: string[]
  }[]
  /**
   * When the next step follows; null = the alert is acknowledged
   */
  due_at: string | null
}
export interface AlertDecision {
  /**
   * Of the decision; the timeline names it when the lane has taken it up
   */
  id: string
  alert_id: string
  kind: 'resolved' | 'reopened'
  /**
   * Before the decision is taken up, which is a matter of moments
   */
  alert_state: string
  at: string
}
export interface AuditCheckpoint {
  size: number
  /**
   * SHA-256, hexadecimal
   */
  root: string
  at: string
  /**
   * Which of the keys has signed
   */
  key: string
  /**
   * Signed note (C2SP): what travels in mails, webhooks and feeds
   */
  note: string
}
export interface AuditEvent {
  id: number
  at: string
  actor: {
    token: string | null
    person: string | null
  } | null
  action: string
  object: {
    kind: string
    id: string
  }
  /**
   * Ids and codes; `note` is the hash of a reason kept elsewhere
   */
  detail: {
    [k: string]: unknown
  }
  /**
   * Its place in the tree; null = not sealed yet
   */
  index: number | null
}
export interface BacktestRun {
  id: string
  process: string
  title: string
  state: 'queued' | 'running' | 'done' | 'failed'
  error: string | null
  /**
   * Where the report is; .md and .html beside it
   */
  report: string | null
  /**
   * SHA-256 of the report: the same request over the same history gives the same
   */
  report_hash: string | null
  created_at: string
  finished_at: string | null
}
export interface BacktestRunWithRequest {
  id: string
  process: string
  title: string
  state: 'queued' | 'running' | 'done' | 'failed'
  error: string | null
  /**
   * Where the report is; .md and .html beside it
   */
  report: string | null
  /**
   * SHA-256 of the report: the same request over the same history gives the same
   */
  report_hash: string | null
  created_at: string
  finished_at: string | null
  /**
   * What was asked for: posted again, it is run again
   */
  request: {
    [k: string]: unknown
  }
}
export interface BulletinLine {
  id: string
  process: string
  kind: 'daily' | 'weekly'
  place: string
  from: string
  to: string
  /**
   * Numbers as the record was known at this instant
   */
  as_of: string
  exercise: boolean
  /**
   * The strictest of what was counted
   */
  marking: 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
  /**
   * Content up to this marking was counted
   */
  ceiling: 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
  state: 'draft' | 'proposed' | 'published' | 'withdrawn'
  /**
   * For If-Match
   */
  version: number
  /**
   * SHA-256 of process, kind, place, from, to, as_of, ceiling, marking, numbers and texts as canonical JSON (RFC 8785)
   */
  hash: string
  fired: number
  open: number
  created_at: string
  published_at: string | null
  withdrawn_at: string | null
  /**
   * Entries that correct it
   */
  errata: number
}
export interface Bulletin {
  id: string
  process: string
  kind: 'daily' | 'weekly'
  place: string
  from: string
  to: string
  /**
   * Numbers as the record was known at this instant
   */
  as_of: string
  exercise: boolean
  /**
   * The strictest of what was counted
   */
  marking: 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
  /**
   * Content up to this marking was counted
   */
  ceiling: 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
  state: 'draft' | 'proposed' | 'published' | 'withdrawn'
  /**
   * For If-Match
   */
  version: number
  /**
   * SHA-256 of process, kind, place, from, to, as_of, ceiling, marking, numbers and texts as canonical JSON (RFC 8785)
   */
  hash: string
  fired: number
  open: number
  created_at: string
  published_at: string | null
  withdrawn_at: string | null
  /**
   * Entries that correct it
   */
  errata: number
  has_reports: boolean
  /**
   * What people wrote; an empty text stands for none
   */
  texts: {
    summary: {
      es: string
      en: string
    }
    map: {
      es: string
      en: string
    }
    places: {
      es: string
      en: string
    }
    alerts: {
      es: string
      en: string
    }
    response: {
      es: string
      en: string
    }
  }
  numbers: BulletinNumbers
  /**
   * Head of the audit log when it was composed, then when it was published; null = nothing was sealed
   */
  checkpoint: {
    size: number
    root: string
    at: string
    note: string
  } | null
  /**
   * The caller composed, wrote or proposed it, and may not publish it
   */
  is_maker: boolean
  /**
   * What looks like data of a person in the texts: look at it before it is published
   */
  findings: {
    section: string
    language: 'es' | 'en'
    kind: string
  }[]
  events: {
    ordinal: number
    kind: 'composed' | 'edited' | 'proposed' | 'returned' | 'published' | 'withdrawn' | 'erratum'
    person: string
    at: string
    reason: string | null
    /**
     * Of an edit: what was written
     */
    sections: string[]
    /**
     * Of an erratum
     */
    text: {
      es: string
      en: string
    } | null
  }[]
}
export interface BulletinNumbers {
  totals: {
    /**
     * null = composed by somebody who may not read signals
     */
    signals: number | null
    /**
     * Alerts that fired in the period
     */
    fired: number
    /**
     * By the highest level that each had
     */
    fired_by_level: {
      info: number
      watch: number
      warning: number
      critical: number
    }
    /**
     * Alerts open at the end of the period
     */
    open: number
    open_by_level: {
      info: number
      watch: number
      warning: number
      critical: number
    }
    unanswered: number
    /**
     * Places without data, or silent where reports were to be expected
     */
    not_heard: string[]
  }
  /**
   * As /v1/situation has them
   */
  places: {
    place: string
    level: ('info' | 'watch' | 'warning' | 'critical') | null
    level_before: ('info' | 'watch' | 'warning' | 'critical') | null
    open_alerts: number
    unanswered: number
    listed_sources: number | null
    listed_heard: number | null
    signals: number | null
    expected: number | null
    sources: number | null
    sources_known: number | null
    last_received: string | null
    coverage: ('reporting' | 'silent' | 'quiet' | 'unheard') | null
  }[]
  /**
   * Fired in the period or open at its end, the newest first
   */
  alerts: {
    id: string
    rule: string
    /**
     * null = not to be spread, by its routes
     */
    title: {
      es: string
      en: string
    } | null
    explain: {
      es: string
      en: string
    } | null
    place: string
    level: ('info' | 'watch' | 'warning' | 'critical') | null
    max_level: 'info' | 'watch' | 'warning' | 'critical'
    state: 'firing' | 'acknowledged' | 'resolved' | 'expired'
    fired_at: string
    /**
     * Fired in the period; else it was open at its end
     */
    in_period: boolean
    marking: 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
  }[]
  /**
   * Older ones that are counted and not listed
   */
  alerts_left_out: number
  response: {
    /**
     * null = no measure
     */
    all: {
      group: string
      n: number
      index: number | null
      low: number
      high: number
      overdue: number
      overdue_share: number | null
      not_yet_due: number
      not_yet_due_share: number | null
      held_back: number
      taken: number
    } | null
    /**
     * As /v1/response-index?group=institution has them
     */
    institutions: {
      group: string
      n: number
      index: number | null
      low: number
      high: number
      overdue: number
      overdue_share: number | null
      not_yet_due: number
      not_yet_due_share: number | null
      held_back: number
      taken: number
    }[]
  }
}
export interface BulletinRecount {
  /**
   * Counted again as the record was known at as_of; it differs only when the record was altered or an alert’s marking has risen since
   */
  as_known_then: {
    equal: boolean
    differences: {
      /**
       * Where: a pointer into the numbers, by place, alert or institution
       */
      at: string
      was: string | number | boolean | null
      is: string | number | boolean | null
    }[]
  }
  /**
   * The same period as the record is known today: what has moved since
   */
  as_known_today: {
    equal: boolean
    differences: {
      /**
       * Where: a pointer into the numbers, by place, alert or institution
       */
      at: string
      was: string | number | boolean | null
      is: string | number | boolean | null
    }[]
  }
  at: string
}
export interface ChangeFreeze {
  /**
   * Changes of rules and channels are refused with 423 CHANGE_FREEZE
   */
  frozen: boolean
  process: string | null
  /**
   * The calendar window that is open
   */
  window: string | null
  until: string | null
  /**
   * A person has lifted the freeze for an hour
   */
  lift: {
    by: string
    reason: string
    at: string
    ends_at: string
  } | null
}
export interface DeskDelivery {
  id: string
  event: {
    ordinal: number
    kind: string
  }
  audience: string
  recipient: string
  channel: string
  channel_type: string
  /**
   * Step of an escalation ladder; 0 is the first telling
   */
  step: number
  /**
   * planned, sending, accepted, delivered, seen, retry, failed, exhausted, superseded, withheld, draft, held
   */
  state: string
  /**
   * Why it is in this state, above all why somebody was not told; of a held row held_digest, held_quiet_hours, held_business_hours, held_mute or held_storm
   */
  reason: string
  level: string
  attempts: number
  created_at: string
  /**
   * When it is tried next; of a held row, when it goes out at the latest
   */
  due_at: string | null
  /**
   * The delivery whose message lists this one
   */
  listed_by: string | null
  accepted_at: string | null
  seen_at: string | null
  ended_at: string | null
  alert_id: string
  process: string
  /**
   * What the last try ended with; never a text of the message
   */
  last_detail: string | null
  cleared: {
    at: string
    by: string
    reason: string
  } | null
}
export interface DeliveryAttempt {
  ordinal: number
  started_at: string
  ended_at: string | null
  /**
   * accepted, retry, rejected, withheld; unknown: broken off; stale: taken over by another; null: under way
   */
  outcome: string | null
  detail: string | null
}
export interface Drill {
  id: string
  scenario: string
  title: {
    es: string
    en: string
  }
  /**
   * The exercise that it is played in
   */
  process: string
  pace: 'fast' | 'real'
  /**
   * interrupted: the process that played it ended; start it again
   */
  state: 'queued' | 'running' | 'done' | 'failed' | 'interrupted'
  /**
   * Signals played so far
   */
  played: number
  signals: number
  error: string | null
  created_at: string
  started_at: string | null
  finished_at: string | null
}
export interface DrillList {
  items: Drill[]
  scenarios: DrillScenario[]
  /**
   * Scenario files that cannot be played, with line and column
   */
  refused: string[]
  minItems?: 0
}
export interface DrillScenario {
  id: string
  title: {
    es: string
    en: string
  }
  aim: {
    es: string
    en: string
  }
  lasts: string
  signals: number
}
export interface Exclusion {
  alert: string
  event: number
  process: string
  recipient: string
  audience: string
  /**
   * Of the recipient, and of an alleged actor
   */
  institution: string
  form: 'leave_out' | 'redact'
  at: string
}
export interface IdentityAccess {
  id: string
  signal: string
  purpose: 'protection' | 'verification' | 'consent' | 'legal_duty'
  explanation: string
  /**
   * Opened by one person; everybody with a right to sources was told
   */
  emergency: boolean
  state: 'waiting' | 'open' | 'ended' | 'refused' | 'lapsed'
  person: string
  approver: string | null
  asked_at: string
  opened_at: string | null
  ends_at: string | null
  /**
   * Identities read under it so far
   */
  reads: number
}
export interface OpenedIdentities {
  /**
   * For so long it may be shown, whatever the clock of the reader says; then it goes off the screen
   */
  seconds_left: number
  items: {
    id: string
    wrapping: 'server' | 'verifiers'
    fields?: {
      [k: string]: string
    }
    /**
     * Only a verifier’s private key opens it: vigia keys open
     */
    sealed?: {
      identity: string
      /**
       * age file, base64
       */
      key: string
      fields: {
        field: string
        version: number
        ciphertext: string
      }[]
    }
    /**
     * The data key was destroyed; nobody can read it
     */
    shredded?: {
      reason: string
      at: string
    }
  }[]
  minItems?: 0
}
export interface IdentityNotice {
  id: string
  kind: 'emergency' | 'opened'
  access: string
  signal: string
  office: string | null
  at: string
}
export interface IdentityRead {
  id: number
  access: string
  /**
   * Opaque name of the person
   */
  identity: string
  signal: string
  person: string
  approver: string | null
  emergency: boolean
  purpose: string
  fields: string[]
  at: string
}
export interface IdentityRetention {
  /**
   * After the closing of every process of a report
   */
  days: number
  /**
   * null: the default of the product
   */
  since: string | null
  /**
   * Other figures that wait for a second person
   */
  waiting: {
    proposal: string
    days: number
    reason: string
    /**
     * Who proposed it; another person decides
     */
    person: string | null
    proposed_at: string
    expires_at: string
  }[]
}
export interface ProposedRetention {
  proposal: string
  days: number
  state: string
}
export interface InboxMessage {
  id: string
  alert_id: string
  process: string
  audience: string
  recipient: string
  /**
   * The change of the alert that this message tells
   */
  kind: string
  level: 'info' | 'watch' | 'warning' | 'critical'
  /**
   * Of the alert now, not when the message was written
   */
  alert_state: string
  view: 'full' | 'thin'
  title: {
    es: string
    en: string
  }
  lines: {
    es: string[]
    en: string[]
  }
  link: string
  /**
   * By when the recipient is asked to acknowledge; null = the message asks for nothing
   */
  acknowledge_by: string | null
  delivered_at: string
  seen_at: string | null
}
export interface DutyNotice {
  id: string
  recipient: string
  role: string | null
  /**
   * On duty from then on; empty = nobody
   */
  names: string[]
  title: {
    es: string
    en: string
  }
  at: string
}
export interface LegalHold {
  id: string
  kind: 'identity' | 'signal' | 'process'
  target: string
  reason: string
  placed_by: string
  placed_at: string
  lifted_by: string | null
  lifted_at: string | null
}
export interface Mapping {
  id: string
  title: {
    es: string
    en: string
  }
  /**
   * Whose data it is: shown wherever a figure from it is shown
   */
  credit: string
  delimiter: string
  /**
   * A file needs all of them, in any order
   */
  columns: string[]
  /**
   * null: every process open at that place and time
   */
  process: string | null
  /**
   * Field of the signal contract → columns that it is made from
   */
  fields: {
    [k: string]: string[]
  }
}
export interface MissedEvent {
  id: string
  process: string
  place: string
  department: string | null
  marking: string
  definition: 'any_violence' | 'deaths' | 'attack_on_electoral_body' | 'blockade_24h' | 'other'
  happened_at: string
  rule: string | null
  text: string
  language: 'es' | 'en'
  person: string
  at: string
}
export interface Duty {
  rota: string
  /**
   * An office, or an audience of the routes
   */
  owner: string
  role: string | null
  /**
   * Places that the owner answers for
   */
  territory: string[]
  on_duty: {
    person: string
    name: string
    because: 'shift' | 'cover' | 'fallback'
  }[]
  /**
   * alarm: a gap within 48 hours; warning: a gap within 30 days
   */
  status: 'covered' | 'warning' | 'alarm'
  /**
   * Name of the person who is called when nobody else is on duty; null = there is none
   */
  fallback: string | null
  /**
   * Stretches without anybody on a shift, whether or not a fallback person stands ready
   */
  gaps: {
    from: string
    to: string
    urgency: 'warning' | 'alarm'
  }[]
  /**
   * Stretches in which nobody can be called, no fallback person either: a step of a ladder that comes to this rota then is skipped
   */
  empty_times: {
    from: string
    /**
     * null: beyond the 30 days looked at
     */
    to: string | null
    urgency: 'warning' | 'alarm'
  }[]
}
export interface RuleOutcomes {
  rule: string
  /**
   * Labelled alerts
   */
  n: number
  /**
   * Of those that were confirmed or false; 95 % interval
   */
  confirmed: {
    count: number
    of: number
    value: number | null
    low: number
    high: number
  }
  false_alarm: {
    count: number
    of: number
    value: number | null
    low: number
    high: number
  }
  /**
   * Of all labelled; neither true nor false
   */
  averted: {
    count: number
    of: number
    value: number | null
    low: number
    high: number
  }
  undetermined: {
    count: number
    of: number
    value: number | null
    low: number
    high: number
  }
  disputed: number
  /**
   * Harmful events that no alert of this rule came before
   */
  missed: number
  lead_from_firing: {
    n: number
    p10_s: number | null
    median_s: number | null
    p90_s: number | null
  }
  lead_from_receipt: {
    n: number
    p10_s: number | null
    median_s: number | null
    p90_s: number | null
  }
}
export interface ElectoralProcess {
  id: string
  kind: string
  name: {
    es: string
    en: string
  }
  territory: string
  time_zone: string
  state: 'open' | 'closed'
  exercise: boolean
  /**
   * record: a replay, whose clock is the record’s
   */
  clock: 'live' | 'record'
}
export interface CalendarStretch {
  from: string
  /**
   * The first instant that no longer belongs to it; an act at an instant has from = to
   */
  to: string
  /**
   * Local day of the process that it begins with; null = it begins within a day
   */
  first_day: string | null
  /**
   * Local day of the process that it ends with, inclusive: «through 12 October», where `to` is the midnight after. null = it ends within a day, or no end is known
   */
  last_day: string | null
}
export interface CalendarProposal {
  id: string
  process: string
  state: 'open' | 'approved' | 'done' | 'rejected' | 'stale'
  /**
   * What the electoral body did
   */
  act: {
    es: string
    en: string
  }
  reason: string
  /**
   * file: a newer file of the country pack
   */
  origin: 'person' | 'file'
  /**
   * Whoever asks proposed it, and so cannot approve it
   */
  own: boolean
  created_at: string
  expires_at: string
  /**
   * Its effect as of now; null = it does not fit the calendar in force any more
   */
  moved:
    | {
        type: 'phase' | 'window' | 'milestone'
        code: string
        place: string | null
        /**
         * null = it is not there
         */
        before: CalendarStretch | null
        /**
         * null = it is not there
         */
        after: CalendarStretch | null
        /**
         * Of a calendar window: the clock that ladders of alerts follow while it is open, from their next step on
         */
        clock: string | null
      }[]
    | null
  /**
   * The version that the approval brought
   */
  version: number | null
}
export interface WatchedMilestone {
  milestone: string
  /**
   * Round of voting; null = of the whole process
   */
  round: number | null
  /**
   * By when the act is to have taken place
   */
  due: string
  /**
   * The local day with whose end it is due; null = it is due at an hour of a day
   */
  due_day: string | null
  /**
   * When the legal clock reports it, where nobody has recorded it
   */
  speaks: string
  /**
   * How sure the date is
   */
  confidence: string
  /**
   * passed: due, and not on record
   */
  state: 'to_come' | 'passed' | 'done'
  act: {
    id: string
    happened_at: string
    note: string | null
    recorded_at: string
  } | null
}
export interface Proposal {
  id: string
  kind: string
  target: string
  subject: {
    [k: string]: unknown
  }
  /**
   * Of whoever proposed it; of the rule files (no proposer) a sentence for the record, in English
   */
  reason: string
  author_person: string | null
  /**
   * null: the rule files
   */
  proposer_person: string | null
  state: 'open' | 'approved' | 'done' | 'rejected' | 'stale' | 'expired'
  created_at: string
  expires_at: string
  decided_at: string | null
  approvals: {
    person: string
    decision: 'approve' | 'reject'
    note: string | null
    at: string
  }[]
  /**
   * What the revision would have done; nobody can approve before it is done
   */
  backtest: RuleBacktest | null
}
export interface RuleBacktest {
  id: string
  /**
   * Of the log, or all of it where it is shorter
   */
  days: number
  state: 'queued' | 'running' | 'done' | 'failed'
  /**
   * Status and hash of what was in force; null: nothing
   */
  compared_with: string | null
  error: string | null
  created_at: string
  finished_at: string | null
  /**
   * null until it is done
   */
  result: {
    processes: {
      process: string
      since: string
      until: string
      /**
       * Log entries that were folded, with those that warm the windows up
       */
      entries: number
      alerts: number
    }[]
    /**
     * Against the revision in force; without one everything is new
     */
    summary: {
      new: number
      lost: number
      same: number
    }
    by_level: {
      level: 'info' | 'watch' | 'warning' | 'critical'
      alerts: number
    }[]
    /**
     * The 200 keys with the most alerts
     */
    by_key: {
      process: string
      key: {
        [k: string]: string
      }
      max_level: 'info' | 'watch' | 'warning' | 'critical'
      new: number
      lost: number
      same: number
    }[]
    /**
     * The first 200, in the order in which they fired
     */
    alerts: {
      process: string
      key: {
        [k: string]: string
      }
      change: 'new' | 'lost' | 'same'
      fired_at: string
      closed_at: string | null
      max_level: 'info' | 'watch' | 'warning' | 'critical'
      active_max_level: ('info' | 'watch' | 'warning' | 'critical') | null
      late: boolean
      evidence: {
        /**
         * The first 20
         */
        ids: string[]
        count: number
      }
      explain: {
        es: string
        en: string
      }
    }[]
    warnings: {
      code: 'noisy' | 'silences'
      reason: 'never_fired' | 'always_firing' | 'over_budget' | 'many_times_more' | 'department_lost'
      process: string | null
      message: {
        es: string
        en: string
      }
    }[]
  } | null
}
export interface Recipient {
  id: string
  audience: string
  labels: {
    es: string
    en: string
  }
  is_inside: boolean
  /**
   * Places that it answers for; null = the whole country
   */
  territory: string[] | null
  clearance: string
  /**
   * What the sources of a report must have agreed to
   */
  consent: string | null
  quiet_hours: {
    from: string
    to: string
    holds: string[]
  } | null
  /**
   * Calendar windows and phases on duty; null = always
   */
  active_in: string[] | null
  channels: {
    channel: string
    type: string
    /**
     * The highest marking that it carries in full
     */
    max_marking: string
    language: string
    /**
     * There are settings for it here, and it is not disabled
     */
    is_usable: boolean
    /**
     * own: the inbox, which needs no other side
     */
    state: 'own' | 'working' | 'degraded' | 'disabling' | 'disabled'
    /**
     * gone: the receiver answered so; failing_for_days
     */
    reason: string | null
    /**
     * In a row
     */
    failures: number
    failing_since: string | null
    /**
     * Of an inbox: when the last message was stored there
     */
    last_success_at: string | null
    last_failure_at: string | null
    last_detail: string | null
    /**
     * The last test that the other side took
     */
    tested_at: string | null
    /**
     * The last test whose receipt was proven
     */
    proven_at: string | null
    next_test_at: string | null
    /**
     * When those who answer for it were told that it is being disabled
     */
    told_at: string | null
    /**
     * Why not to rely on this way; a channel counts as usable after a proven test
     */
    warnings: ('no_settings' | 'never_proven' | 'proof_is_old' | 'degraded' | 'disabling' | 'disabled')[]
  }[]
}
export interface ResponseGap {
  alert_id: string
  process: string
  level: string | null
  department: string | null
  acknowledged_at: string
  /**
   * Four times the clock of the level after the acknowledgement
   */
  action_due_at: string
}
export interface ResponseIndexRow {
  group: string
  /**
   * Recommended measures already due; the index is about these
   */
  n: number
  /**
   * Σ w·rating / 4 Σ w; a measure without evidence counts 0; null = nothing due
   */
  index: number | null
  /**
   * 95 % interval of the index
   */
  low: number
  high: number
  overdue: number
  overdue_share: number | null
  not_yet_due: number
  not_yet_due_share: number | null
  /**
   * Not asked for: the institution belongs to the alleged actor
   */
  held_back: number
  /**
   * Recorded as done without a recommendation; not in the index
   */
  taken: number
}
export interface Rota {
  id: string
  owner: string
  role: string | null
  fallback: {
    /**
     * Code of the person, as the office writes it
     */
    person: string
    name: string
    /**
     * Channels of routes.yaml by which this person is told; null = those of the audience
     */
    channels: string[] | null
  } | null
}
export interface Absence {
  id: string
  person: string
  /**
   * Who stands in; null = nobody
   */
  cover: {
    /**
     * Code of the person, as the office writes it
     */
    person: string
    name: string
    /**
     * Channels of routes.yaml by which this person is told; null = those of the audience
     */
    channels: string[] | null
  } | null
  starts_at: string
  ends_at: string
}
export interface Shift {
  id: string
  /**
   * Code of the person, as the office writes it
   */
  person: string
  name: string
  /**
   * Channels of routes.yaml by which this person is told; null = those of the audience
   */
  channels: string[] | null
  starts_at: string
  ends_at: string
}
export interface Routes {
  route: {
    audience?: string
    group_by?: string[]
    remind_every?: {
      [k: string]: string
    }
    digest_after?: {
      [k: string]: string
    }
    ack_within?: {
      [k: string]: {
        [k: string]: string
      }
    }
    ladder?: string
    release?: 'automatic' | 'approval'
    approvals?: 1 | 2
    view?: string
    conflict?: 'leave_out' | 'redact'
    do_not_broadcast?: boolean
    mute?: {
      days?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
      from: string
      to: string
      holds: ('info' | 'watch' | 'warning')[]
      time_zone?: string
    }[]
    continue?: boolean
    routes: {
      match: {
        audience?: string | string[]
        track?: string | string[]
        window?: string | string[]
        phase?: string | string[]
        level?: ('info' | 'watch' | 'warning' | 'critical') | ('info' | 'watch' | 'warning' | 'critical')[]
        process?: string | string[]
        department?: string | string[]
        territory?: string | string[]
        category?: string | string[]
        rule?: string | string[]
        tags?: string | string[]
        marking?:
          | ('TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED')
          | ('TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED')[]
        nature?: ('endogenous' | 'exogenous') | ('endogenous' | 'exogenous')[]
      }
      audience?: string
      group_by?: string[]
      remind_every?: {
        [k: string]: string
      }
      digest_after?: {
        [k: string]: string
      }
      ack_within?: {
        [k: string]: {
          [k: string]: string
        }
      }
      ladder?: string
      release?: 'automatic' | 'approval'
      approvals?: 1 | 2
      view?: string
      conflict?: 'leave_out' | 'redact'
      do_not_broadcast?: boolean
      mute?: {
        days?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
        from: string
        to: string
        holds: ('info' | 'watch' | 'warning')[]
        time_zone?: string
      }[]
      continue?: boolean
      routes?: {
        match: {
          audience?: string | string[]
          track?: string | string[]
          window?: string | string[]
          phase?: string | string[]
          level?: ('info' | 'watch' | 'warning' | 'critical') | ('info' | 'watch' | 'warning' | 'critical')[]
          process?: string | string[]
          department?: string | string[]
          territory?: string | string[]
          category?: string | string[]
          rule?: string | string[]
          tags?: string | string[]
          marking?:
            | ('TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED')
            | ('TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED')[]
          nature?: ('endogenous' | 'exogenous') | ('endogenous' | 'exogenous')[]
        }
        audience?: string
        group_by?: string[]
        remind_every?: {
          [k: string]: string
        }
        digest_after?: {
          [k: string]: string
        }
        ack_within?: {
          [k: string]: {
            [k: string]: string
          }
        }
        ladder?: string
        release?: 'automatic' | 'approval'
        approvals?: 1 | 2
        view?: string
        conflict?: 'leave_out' | 'redact'
        do_not_broadcast?: boolean
        mute?: {
          days?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
          from: string
          to: string
          holds: ('info' | 'watch' | 'warning')[]
          time_zone?: string
        }[]
        continue?: boolean
      }[]
    }[]
  }
  ladders: {
    code: string
    steps: {
      order: number
      to: string
      role?: string
      ack?: 'first' | 'each'
      within?: {
        [k: string]: string
      }
      levels?: ('info' | 'watch' | 'warning' | 'critical')[]
      release?: 'automatic' | 'approval'
    }[]
  }[]
  clocks: {
    [k: string]: {
      [k: string]: string
    }
  }
}
export interface RouteTrial {
  items: {
    audience: string
    recipient: string
    channel: string
    channel_type: string
    state: string
    /**
     * As in the delivery log: why now, later or not at all
     */
    reason: string
    view: ('full' | 'thin') | null
    /**
     * When it would go out; null: it would not, or a person decides
     */
    at: string | null
    ladder: string | null
    acknowledge_within_seconds: number | null
  }[]
  silenced_by: string | null
  inhibited_by: string | null
  do_not_broadcast: boolean
  minItems?: 0
}
export interface RuleLife {
  id: string
  title: {
    es: string
    en: string
  }
  status: 'active' | 'shadow' | 'retired' | 'not_in_force'
  in_force: RuleRevisionSummary | null
  newest: RuleRevisionSummary
  drift: 'in_sync' | 'file_ahead' | 'api_ahead' | 'diverged'
  file: string | null
  params: {
    name: string
    type: 'number' | 'duration'
    default: number | string
    min: number | string | null
    max: number | string | null
    tuned: number | string | null
  }[]
}
export interface RuleRevisionSummary {
  version: number
  /**
   * SHA-256 of the canonical form; names the revision in alerts
   */
  revision: string
  status: 'draft' | 'tested' | 'proposed' | 'approved' | 'active' | 'shadow' | 'retired' | 'superseded'
  origin: 'file' | 'api'
  /**
   * null: from the rule files
   */
  author_person: string | null
  /**
   * Of whoever wrote it; of one from the files (`origin`) a sentence for the record, in English
   */
  reason: string
  /**
   * The revision that this one was made from
   */
  base: string | null
  /**
   * Equal hashes keep the windows when one replaces the other
   */
  state_hash: string
  /**
   * Durations in milliseconds
   */
  tuned: {
    [k: string]: number
  }
  created_at: string
  scheduled_at: string | null
}
export interface RuleDrift {
  id: string
  state: 'in_sync' | 'file_ahead' | 'api_ahead' | 'diverged'
  file: {
    file: string
    version: number
    revision: string
  } | null
  active: {
    version: number
    revision: string
    status: 'active' | 'shadow'
  } | null
  ancestor: {
    version: number
    revision: string
  } | null
  /**
   * Runs of lines in order; kind says which side changed them since the common ancestor
   */
  parts: {
    kind: 'same' | 'file' | 'active' | 'both' | 'conflict'
    ancestor: string[]
    file: string[]
    active: string[]
  }[]
}
export interface RuleRevision {
  version: number
  /**
   * SHA-256 of the canonical form; names the revision in alerts
   */
  revision: string
  status: 'draft' | 'tested' | 'proposed' | 'approved' | 'active' | 'shadow' | 'retired' | 'superseded'
  origin: 'file' | 'api'
  /**
   * null: from the rule files
   */
  author_person: string | null
  /**
   * Of whoever wrote it; of one from the files (`origin`) a sentence for the record, in English
   */
  reason: string
  /**
   * The revision that this one was made from
   */
  base: string | null
  /**
   * Equal hashes keep the windows when one replaces the other
   */
  state_hash: string
  /**
   * Durations in milliseconds
   */
  tuned: {
    [k: string]: number
  }
  created_at: string
  scheduled_at: string | null
  /**
   * As written, with comments
   */
  yaml: string
  /**
   * The same as JSON
   */
  document: {
    [k: string]: unknown
  }
  /**
   * The last run of the embedded tests
   */
  tests: {
    passed: number
    failures: unknown[]
    at: string
  } | null
}
export interface DraftDryRun {
  process: string
  since: string
  until: string
  /**
   * Log entries that were folded
   */
  entries: number
  rule: {
    id: string
    version: number
    revision: string
  }
  /**
   * The revision in force that the draft is compared with
   */
  active: {
    version: number
    revision: string
    status: 'active' | 'shadow'
  } | null
  warnings: {
    line: number
    column: number
    code: string
    path: string
    message: string
  }[]
  summary: {
    new: number
    lost: number
    same: number
  }
  /**
   * What to look at twice before it is proposed
   */
  concerns: {
    /**
     * Departments in which the revision in force warned and the draft never would
     */
    silenced: string[]
    /**
     * So many times as many alerts as now, when it is more than five; null: no flood
     */
    times_as_many: number | null
  }
  by_department: {
    code: string
    new: number
    lost: number
    same: number
  }[]
  by_phase: {
    code: string
    new: number
    lost: number
    same: number
  }[]
  /**
   * The first 500, in the order in which they fired
   */
  alerts: {
    change: 'new' | 'lost' | 'same'
    key: {
      [k: string]: string
    }
    department: string | null
    /**
     * As known when it fired; none outside every phase
     */
    phase: string
    fired_at: string
    closed_at: string | null
    max_level: 'info' | 'watch' | 'warning' | 'critical'
    active_max_level: ('info' | 'watch' | 'warning' | 'critical') | null
    late: boolean
  }[]
}
export interface SignalDryRun {
  process: string
  at: string
  entries: number
  /**
   * Rules in force
   */
  rules: number
  /**
   * What rules read of the signal
   */
  fields: {
    [k: string]: unknown
  }
  polarity: ('risk' | 'mitigating') | null
  matched: {
    rule: string
    revision: string
    status: 'active' | 'shadow'
    selectors: string[]
    key: {
      [k: string]: string
    }
    before: {
      state: 'none' | 'pending' | 'firing' | 'resolved' | 'expired'
      level: ('info' | 'watch' | 'warning' | 'critical') | null
      /**
       * null = unknown
       */
      measures: {
        [k: string]: number | null
      }
      evidence: number
      explain: {
        es: string
        en: string
      }
    } | null
    after: {
      state: 'none' | 'pending' | 'firing' | 'resolved' | 'expired'
      level: ('info' | 'watch' | 'warning' | 'critical') | null
      /**
       * null = unknown
       */
      measures: {
        [k: string]: number | null
      }
      evidence: number
      explain: {
        es: string
        en: string
      }
    } | null
    events: {
      event: string
      level: ('info' | 'watch' | 'warning' | 'critical') | null
      late: boolean
      /**
       * Whether people would be told
       */
      notify: boolean
      explain: {
        es: string
        en: string
      }
      comparisons: {
        measure: string
        op: string
        value: number | null
        threshold: number
        margin: number | null
        holds: boolean | null
      }[]
      /**
       * Any of these changes would have kept the level from firing
       */
      prevention: {
        measure: string
        change: number
      }[]
      evidence: number
    }[]
  }[]
  other_events: {
    rule: string
    event: string
    level: ('info' | 'watch' | 'warning' | 'critical') | null
    late: boolean
    /**
     * Whether people would be told
     */
    notify: boolean
    explain: {
      es: string
      en: string
    }
    comparisons: {
      measure: string
      op: string
      value: number | null
      threshold: number
      margin: number | null
      holds: boolean | null
    }[]
    /**
     * Any of these changes would have kept the level from firing
     */
    prevention: {
      measure: string
      change: number
    }[]
    evidence: number
  }[]
  /**
   * Rules that take the signal and cannot place it: fields of group_by that it lacks
   */
  without_key: {
    rule: string
    missing: string[]
  }[]
}
export interface AcceptedSignal {
  id: string
  revision: number
  processes: string[]
  period: string | null
  phases: string[]
  windows: string[]
  received_at: string
  /**
   * Known once a lane has taken the signal up: GET /v1/signals/{id}
   */
  position: null
  duplicates_suspected: string[]
  warnings: string[]
  /**
   * Where a free text seems to name, reach or locate a person; the text itself is not repeated
   */
  text_findings: {
    pointer: string
    kind: 'email' | 'phone' | 'identity_number' | 'name' | 'coordinates'
    /**
     * First character, counted from 0 in UTF-16 units
     */
    from: number
    /**
     * Behind the last one
     */
    to: number
  }[]
}
export interface Signal {
  id: string
  revision: number
  kind: 'signal' | 'correction' | 'retraction'
  external_id: string
  received_at: string
  event_time: string
  place: string
  department: string | null
  processes: {
    [k: string]: {
      period: string | null
      phases: string[]
      windows: string[]
      rounds: number[]
      calendar_version: number
    }
  }
  category: string
  polarity: ('risk' | 'mitigating') | null
  severity: number
  discount: number
  track: string
  marking: string
  verification: string
  source: {
    id: string
  }
  flags: string[]
  relatedness: string[]
  /**
   * Of a correction or retraction
   */
  reason: string | null
  /**
   * For readers outside; approved by a person
   */
  public_text: string | null
  /**
   * The contract fields as sent, less what is held back
   */
  body: {
    [k: string]: unknown
  }
  redacted: {
    field: string
    reason: 'restricted' | 'personal_data_suspected' | 'coarsened' | 'not_approved'
  }[]
}
export interface SignalWithPosition {
  id: string
  revision: number
  kind: 'signal' | 'correction' | 'retraction'
  external_id: string
  received_at: string
  event_time: string
  place: string
  department: string | null
  processes: {
    [k: string]: {
      period: string | null
      phases: string[]
      windows: string[]
      rounds: number[]
      calendar_version: number
    }
  }
  category: string
  polarity: ('risk' | 'mitigating') | null
  severity: number
  discount: number
  track: string
  marking: string
  verification: string
  source: {
    id: string
  }
  flags: string[]
  relatedness: string[]
  /**
   * Of a correction or retraction
   */
  reason: string | null
  /**
   * For readers outside; approved by a person
   */
  public_text: string | null
  /**
   * The contract fields as sent, less what is held back
   */
  body: {
    [k: string]: unknown
  }
  redacted: {
    field: string
    reason: 'restricted' | 'personal_data_suspected' | 'coarsened' | 'not_approved'
  }[]
  position: {
    [k: string]: number
  }
}
export interface KnownIdentities {
  items: {
    id: string
    wrapping: 'server' | 'verifiers'
    at_risk: boolean
    day: string
    shredded: {
      reason: string
      at: string
    } | null
    /**
     * Under a legal hold
     */
    held: boolean
    /**
     * Perhaps the same person: a suggestion, because blind indexes are short on purpose
     */
    looks_like: {
      identity: string
      by: string[]
    }[]
  }[]
  minItems?: 0
}
export interface Shredded {
  shredded: string[]
  already: string[]
}
export interface PublicText {
  signal: string
  number: number
  body: string
  /**
   * Who wrote it
   */
  person: string
  created_at: string
  decision: ('approved' | 'withheld') | null
  decided_by: string | null
  decided_at: string | null
  note: string | null
  /**
   * Where it seems to name, reach or locate a person
   */
  findings: {
    kind: string
    from: number
    to: number
  }[]
}
export interface Verification {
  id: string
  signal: string
  decision: 'verified' | 'rejected'
  on_revision: number
  revision: number
  /**
   * Of the signal after this act
   */
  etag: string
  reliability: ('A' | 'B' | 'C' | 'D' | 'E' | 'F') | null
  credibility: number | null
  reason: string | null
  mine: boolean
  at: string
  undone_at: string | null
}
export interface Problem {
  /**
   * Stable URI of this kind of error
   */
  type: string
  title: string
  status: number
  /**
   * What was read, what was expected, what to do
   */
  detail: string
  instance: string
  /**
   * STAGE_WHAT; listed in docs/failure-modes.md
   */
  code: string
  request_id: string
  errors: {
    /**
     * JSON Pointer into the body, or the name of a header or parameter
     */
    pointer: string
    code: string
    message: string
    /**
     * Nearest valid codes, best first
     */
    nearest?: string[]
    /**
     * For a fault inside a text such as a rule: which text
     */
    file?: string
    /**
     * Counts from 1
     */
    line?: number
    /**
     * Counts from 1
     */
    column?: number
    /**
     * Dotted, such as signals.threats.where.category
     */
    path?: string
  }[]
}
export interface MappedRows {
  items: {
    row: number
    /**
     * To be posted as it is
     */
    signal?: {
      [k: string]: unknown
    }
    /**
     * Why the row gives no signal
     */
    refusals?: {
      message: string
      column?: string
    }[]
    /**
     * What its other cells give: for a dry run that finds their faults too, never to be stored
     */
    rest?: {
      [k: string]: unknown
    }
  }[]
  /**
   * Field of the signal contract → columns that it is made from
   */
  fields: {
    [k: string]: string[]
  }
  /**
   * Fields that the mapping fills and that this caller has no right to set
   */
  left_out: string[]
  minItems?: 0
}
export interface SignalMerge {
  signal: string
  into: string
  revision: number
  /**
   * Of the repeat after this act
   */
  etag: string
}
export interface Silence {
  id: string
  matchers: {
    process: string
    /**
     * Code of a place: it and everything inside it
     */
    territory: string
    rules?: string[]
    tags?: string[]
    categories?: string[]
    /**
     * Left out: every level but critical, which has to be named
     */
    levels?: ('info' | 'watch' | 'warning' | 'critical')[]
  }
  reason: string
  author: string
  second_person: string | null
  state: 'proposed' | 'active' | 'ended' | 'rejected'
  phase: string | null
  starts_at: string
  ends_at: string
  last_match_at: string | null
  ended_at: string | null
  ended_by: string | null
  /**
   * time, person, quiet (nothing matched for 6 h), resolved, level_raised, phase_changed
   */
  end_reason: string | null
  created_at: string
}
export interface PlaceSituation {
  place: string
  /**
   * The highest of its open alerts; null = none is open
   */
  level: ('info' | 'watch' | 'warning' | 'critical') | null
  /**
   * The same when the time asked about began
   */
  level_before: ('info' | 'watch' | 'warning' | 'critical') | null
  open_alerts: number
  unanswered: number
  /**
   * Offices and others that answer for it; null = none is listed
   */
  listed_sources: number | null
  listed_heard: number | null
  /**
   * null = the caller may not read signals
   */
  signals: number | null
  /**
   * What is usual: as many as the 28 days before would bring in this time
   */
  expected: number | null
  /**
   * That reported in this time
   */
  sources: number | null
  /**
   * That reported in this time or in the 28 days before
   */
  sources_known: number | null
  last_received: string | null
  /**
   * silent: reports were to be expected and none came; unheard: nobody reports, so zero is no number
   */
  coverage: ('reporting' | 'silent' | 'quiet' | 'unheard') | null
}
export interface TriageItem {
  id: string
  revision: number
  /**
   * For If-Match of a decision
   */
  etag: string
  /**
   * Of the first revision
   */
  received_at: string
  /**
   * By when it should be decided on: by its severity
   */
  due_at: string
  event_time: string
  place: string
  department: string | null
  processes: string[]
  phases: string[]
  category: string
  severity: number
  target: string | null
  track: string
  marking: string
  reliability: string
  flags: string[]
  has_text: boolean
  /**
   * Signals of the same kind, place and target within the hour
   */
  alike: number
  /**
   * Who has it in hand
   */
  held_by: ('me' | 'other') | null
  snoozed_until: string | null
}
export interface TriageSignal {
  signal: Signal
  etag: string
  due_at: string
  reliability: string
  credibility: number
  /**
   * Reported by the caller, who may not decide on it
   */
  own: boolean
  /**
   * Who has it in hand
   */
  held_by: ('me' | 'other') | null
  snoozed_until: string | null
  merged_into: string | null
  repeats: {
    signal: string
    reason: string | null
    at: string
  }[]
  alike: {
    signal: string
    category: string
    place: string
    event_time: string
    severity: number
    verification: string
    text: string | null
    merged_into: string | null
    /**
     * 0 to 1; a person decides
     */
    score: number
    reasons: {
      code:
        | 'same_place'
        | 'same_municipality'
        | 'same_category'
        | 'same_target'
        | 'same_root'
        | 'hours_apart'
        | 'text'
      value?: number
    }[]
  }[]
  decisions: Verification[]
}
export interface TriageHold {
  id: string
  held_by: ('me' | 'other') | null
  snoozed_until: string | null
}
export interface Bodies {
  'POST /v1/accounts': {
    name?: string
    /**
     * In place of the name: somebody who is known already
     */
    person?: string
    /**
     * The name that the person signs in with
     */
    handle: string
    office?: string | null
  }
  'POST /v1/accounts/{id}/grants': {
    role: 'analyst' | 'verifier' | 'ombudsman' | 'un_liaison' | 'rules_admin' | 'system_admin' | 'auditor'
    /**
     * Exact place codes; the code of the country is everywhere; none is nowhere
     */
    territory: string[]
    /**
     * The highest that may be seen
     */
    marking: 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
    office?: string | null
    source_id?: string | null
    processes?: string[] | null
    days: number
    reason: string
  }
  'POST /v1/accounts/{id}:disable': {
    reason: string
  }
  'POST /v1/accounts/{id}:freeze': {
    reason: string
  }
  'POST /v1/accounts/{id}:reinvite': {
    reason: string
  }
  'POST /v1/accounts/{id}:unfreeze': {
    reason: string
  }
  'PATCH /v1/actions/{id}': {
    addressee?: string
    class?: 'prevention' | 'intervention' | 'mediation'
    line?: string | null
    due_at?: string
    /**
     * Needed for another institution or due date
     */
    reason?: string
  }
  'POST /v1/actions/{id}/evidence': {
    kind: 'document' | 'signal' | 'link'
    /**
     * Title of the document, id of the signal, or URL
     */
    ref: string
    /**
     * Of the document; what is not given is computed from the reference
     */
    sha256?: string
    note?: string
  }
  'POST /v1/actions/{id}/ratings': {
    /**
     * 0 none, 1 acknowledged, 2 started, 3 partial, 4 complete
     */
    rating: number
    reason: string
  }
  'POST /v1/actions/{id}:accept': {
    reason?: string
  } | null
  'POST /v1/actions/{id}:decline': {
    reason: string
  }
  'POST /v1/actions/{id}:issue': {
    reason?: string
  } | null
  'POST /v1/actions/{id}:start': {
    reason?: string
  } | null
  'POST /v1/agreements': {
    alert_id: string
    kind: 'agreement' | 'truce' | 'joint_statement' | 'withdrawal'
    text: {
      es: string
      en: string
    }
    /**
     * Institutions and groups, never persons
     */
    parties: string[]
    agreed_at: string
    follow_up_at?: string[]
  }
  'POST /v1/agreements/{id}/follow-ups/{follow}': {
    result: 'kept' | 'partly_kept' | 'broken'
    note: string
    /**
     * When to look again
     */
    next_at?: string
  }
  'POST /v1/alerts/{id}/acknowledgements': {
    note?: string
  } | null
  'POST /v1/alerts/{id}/acknowledgements/{n}:withdraw': {
    reason: string
  }
  'POST /v1/alerts/{id}/actions': {
    text: {
      es: string
      en: string
    }
    /**
     * A code of addressees.yaml
     */
    addressee: string
    class: 'prevention' | 'intervention' | 'mediation'
    /**
     * A code of the lines in addressees.yaml
     */
    line?: string | null
    /**
     * Needed unless the measure has been taken already
     */
    due_at?: string
    /**
     * Done already, and recorded now
     */
    taken?: boolean
  }
  'POST /v1/alerts/{id}/comments': {
    text: string
    language: 'es' | 'en'
    /**
     * At least that of the alert, which is what it is without one
     */
    marking?: 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
  }
  'POST /v1/alerts/{id}/drafts/{audience}:approve': {
    /**
     * As the draft said when it was read
     */
    seen: number
    comment?: string
  }
  'POST /v1/alerts/{id}/drafts/{audience}:withhold': {
    reason: string
  }
  'POST /v1/alerts/{id}/outcome': {
    label: 'confirmed' | 'averted' | 'false_alarm' | 'undetermined'
    lesser?: boolean
    /**
     * What counted as harm
     */
    definition: 'any_violence' | 'deaths' | 'attack_on_electoral_body' | 'blockade_24h' | 'other'
    /**
     * Needed for averted
     */
    reason?: string
    evidence?: {
      kind: 'document' | 'signal' | 'link'
      ref: string
      sha256?: string
    }[]
    /**
     * Needed for confirmed
     */
    first_harm_at?: string
    /**
     * What worked; offered when a similar alert opens
     */
    note?: string
    language?: 'es' | 'en'
  }
  'POST /v1/alerts/{id}:escalate': {
    /**
     * Why; kept with the record
     */
    reason: string
    /**
     * Order of a step; absent = the next one
     */
    to_step?: number
  }
  'POST /v1/alerts/{id}:reopen': {
    reason: string
  }
  'POST /v1/alerts/{id}:resolve': {
    reason: string
  }
  'POST /v1/auth/enrolment': {
    /**
     * The invitation
     */
    token: string
  }
  'POST /v1/auth/enrolment/passkey': {
    /**
     * The invitation
     */
    token: string
    response: {
      id: string
      rawId: string
      type: 'public-key'
      response: {
        clientDataJSON: string
        attestationObject: string
        transports?: string[]
      }
    }
    label?: string
  }
  'POST /v1/auth/enrolment/passkey-options': {
    /**
     * The invitation
     */
    token: string
  }
  'POST /v1/auth/enrolment/password': {
    /**
     * The invitation
     */
    token: string
    password: string
    /**
     * The id that totp-options gave
     */
    totp: string
    code: string
  }
  'POST /v1/auth/enrolment/totp-options': {
    /**
     * The invitation
     */
    token: string
  }
  'POST /v1/auth/oidc': {
    state: string
    code?: string
    iss?: string
    /**
     * In place of the code: the person or the provider said no
     */
    error?: string
    /**
     * The grant to act with; without it the oldest in force
     */
    grant?: string
  }
  'POST /v1/auth/oidc-links': {
    state: string
    code?: string
    iss?: string
    /**
     * In place of the code: the person or the provider said no
     */
    error?: string
  }
  'POST /v1/auth/oidc-links/{id}:remove': {}
  'POST /v1/auth/oidc-links:start': {}
  'POST /v1/auth/oidc/second-factor': {
    response?: {
      id: string
      rawId: string
      type: 'public-key'
      response: {
        clientDataJSON: string
        authenticatorData: string
        signature: string
      }
    }
    /**
     * Of the authenticator app
     */
    code?: string
    /**
     * In place of the code, once
     */
    recovery_code?: string
    /**
     * The grant to act with; without it the oldest in force
     */
    grant?: string
  }
  'POST /v1/auth/oidc:start': {}
  'POST /v1/auth/passkey': {
    response: {
      id: string
      rawId: string
      type: 'public-key'
      response: {
        clientDataJSON: string
        authenticatorData: string
        signature: string
      }
    }
    /**
     * The grant to act with; without it the oldest in force
     */
    grant?: string
  }
  'POST /v1/auth/passkey-options': {}
  'POST /v1/auth/passkeys': {
    response: {
      id: string
      rawId: string
      type: 'public-key'
      response: {
        clientDataJSON: string
        attestationObject: string
        transports?: string[]
      }
    }
    label: string
  }
  'POST /v1/auth/passkeys/{passkey}:remove': {}
  'POST /v1/auth/passkeys:options': {}
  'POST /v1/auth/password': {
    /**
     * The name that the person signs in with
     */
    handle: string
    password: string
    /**
     * Of the authenticator app
     */
    code?: string
    /**
     * In place of the code, once
     */
    recovery_code?: string
    /**
     * The grant to act with; without it the oldest in force
     */
    grant?: string
  }
  'POST /v1/auth/password:change': {
    password: string
  }
  'POST /v1/auth/recovery-codes': {}
  'POST /v1/auth/session:act-as': {
    grant: string
  }
  'POST /v1/auth/session:sign-out': {}
  'POST /v1/auth/step-up/passkey': {
    response: {
      id: string
      rawId: string
      type: 'public-key'
      response: {
        clientDataJSON: string
        authenticatorData: string
        signature: string
      }
    }
  }
  'POST /v1/auth/step-up/passkey-options': {}
  'POST /v1/auth/step-up/password': {
    password: string
    /**
     * Of the authenticator app
     */
    code?: string
    /**
     * In place of the code, once
     */
    recovery_code?: string
  }
  'POST /v1/backtests': {
    /**
     * Absent: the only open one
     */
    process?: string
    title?: string
    rules: (
      | {
          /**
           * A draft
           */
          yaml: string
        }
      | {
          /**
           * The revision in force
           */
          id: string
        }
    )[]
    from: string
    to: string
    horizons_days?: number[]
    cooldown_days?: number
    /**
     * The label set: rows, or categories of signals of the process
     */
    outcomes:
      | {
          rows: {
            date: string
            place: string
            size?: number
            class?: string
          }[]
        }
      | {
          /**
           * Signals of these categories are the outcomes, and are withheld from the rules
           */
          categories: string[]
        }
    /**
     * Further label sets: all but these classes
     */
    without?: string[][]
    controls?: {
      name: string
      from: string
      to: string
    }[]
    /**
     * Of the count baseline; absent: every signal
     */
    count_category?: string
    seed?: number
  }
  'POST /v1/bulletins': {
    process: string
    kind: 'daily' | 'weekly'
    /**
     * The country, or a place right below it; default: the country
     */
    place?: string
    /**
     * Count content up to this marking; default: the ceiling of the caller
     */
    marking?: 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
  }
  'PATCH /v1/bulletins/{id}': {
    summary?: {
      es: string
      en: string
    }
    map?: {
      es: string
      en: string
    }
    places?: {
      es: string
      en: string
    }
    alerts?: {
      es: string
      en: string
    }
    response?: {
      es: string
      en: string
    }
  }
  'POST /v1/bulletins/{id}/errata': {
    text: {
      es: string
      en: string
    }
  }
  'POST /v1/bulletins/{id}:propose': {
    /**
     * For whoever is to publish it
     */
    reason: string
  }
  'POST /v1/bulletins/{id}:publish': {
    /**
     * Of what was read; another one answers 412
     */
    hash: string
    decision?: 'approve' | 'reject'
    note?: string
  }
  'POST /v1/bulletins/{id}:withdraw': {
    reason: string
  }
  'POST /v1/change-freeze:lift': {
    /**
     * Why; kept with the record
     */
    reason: string
  }
  'POST /v1/dead-letters/{id}:clear': {
    /**
     * Why; kept with the record
     */
    reason: string
  }
  'POST /v1/deliveries/{id}:retry': {
    /**
     * Why; kept with the record
     */
    reason?: string
  } | null
  'POST /v1/drills': {
    /**
     * Id of a scenario of the country pack: GET /v1/drills lists them
     */
    scenario: string
    /**
     * real: signal by signal at the times of the scenario
     */
    pace?: 'fast' | 'real'
    /**
     * Of the exercise; left out, one is made from scenario and time
     */
    process?: string
  }
  'POST /v1/grant-proposals/{id}/approvals': {
    decision?: 'approve' | 'reject'
    note?: string
  }
  'POST /v1/grants/{id}:revoke': {
    reason: string
  }
  'POST /v1/identity-access/{id}/decisions': {
    decision: 'approve' | 'reject'
    note?: string
  }
  'POST /v1/identity-retention': {
    days: number
    /**
     * Why; no names
     */
    reason: string
  }
  'POST /v1/identity-retention/{id}/decisions': {
    decision: 'approve' | 'reject'
    note?: string
  }
  'POST /v1/indicators/{name}/values': {
    place: string
    /**
     * RFC 3339 with offset
     */
    observed_at: string
    value: number
    /**
     * Absent: every open process
     */
    process?: string
  }
  'POST /v1/legal-holds': {
    kind: 'identity' | 'signal' | 'process'
    target: string
    /**
     * Why; no names
     */
    reason: string
  }
  'POST /v1/missed-events': {
    process: string
    place: string
    marking: 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
    definition: 'any_violence' | 'deaths' | 'attack_on_electoral_body' | 'blockade_24h' | 'other'
    happened_at: string
    /**
     * The rule that should have seen it
     */
    rule?: string
    text: string
    language: 'es' | 'en'
  }
  'POST /v1/offices/{office}:close-all': {
    reason: string
    /**
     * Nobody of the office but the caller signs in again
     */
    freeze?: boolean
  }
  'POST /v1/processes/{id}/acts/{act}/withdrawals': {
    reason: string
  }
  'POST /v1/processes/{id}/calendar/proposals/{proposal}/approvals': {
    decision?: 'approve' | 'reject'
    note?: string
  }
  'POST /v1/processes/{id}/calendar/revisions': {
    steps: (
      | {
          act: 'move'
          milestone: string
          /**
           * Round of voting; absent = every round that has the milestone
           */
          round?: number
          /**
           * Local day of the process on which it is to lie; an hour stays
           */
          date: string
          /**
           * Dated milestones that move by as many days: none, those after it, all that are still to come
           */
          along?: 'nothing' | 'later' | 'to_come'
        }
      | {
          act: 'set'
          milestone: string
          /**
           * Round of voting; absent = of the whole process
           */
          round?: number
          /**
           * Local day; either this or `at`
           */
          date?: string
          /**
           * RFC 3339 with offset
           */
          at?: string
        }
      | {
          act: 'suspend'
          /**
           * From when running periods stand still
           */
          at: string
        }
      | {
          act: 'resume'
          /**
           * From when they go on
           */
          at: string
        }
    )[]
    /**
     * What the electoral body did, such as its resolution, in both languages
     */
    act: {
      es: string
      en: string
    }
    confidence?: 'official' | 'press' | 'encyclopaedia' | 'derived' | 'memory'
    /**
     * Where it was published
     */
    source?: {
      publisher: string
      public: string
    }
    /**
     * Why; kept with the record
     */
    reason: string
  }
  'POST /v1/processes/{id}/calendar:preview': {
    steps: (
      | {
          act: 'move'
          milestone: string
          /**
           * Round of voting; absent = every round that has the milestone
           */
          round?: number
          /**
           * Local day of the process on which it is to lie; an hour stays
           */
          date: string
          /**
           * Dated milestones that move by as many days: none, those after it, all that are still to come
           */
          along?: 'nothing' | 'later' | 'to_come'
        }
      | {
          act: 'set'
          milestone: string
          /**
           * Round of voting; absent = of the whole process
           */
          round?: number
          /**
           * Local day; either this or `at`
           */
          date?: string
          /**
           * RFC 3339 with offset
           */
          at?: string
        }
      | {
          act: 'suspend'
          /**
           * From when running periods stand still
           */
          at: string
        }
      | {
          act: 'resume'
          /**
           * From when they go on
           */
          at: string
        }
    )[]
  }
  'POST /v1/processes/{id}/milestones/{milestone}/acts': {
    /**
     * Round of voting; null = of the whole process
     */
    round: number | null
    /**
     * RFC 3339 with offset; absent = now
     */
    happened_at?: string
    /**
     * Where it can be read, such as the number of the resolution
     */
    note?: string
  }
  'POST /v1/proposals/{id}/approvals': {
    decision?: 'approve' | 'reject'
    note?: string
  }
  'POST /v1/recipients/{id}/channels/{c}:enable': {
    reason: string
  }
  'POST /v1/rotas': {
    owner: string
    role?: string | null
    fallback?: {
      /**
       * Code of the person, as the office writes it
       */
      person: string
      name: string
      /**
       * Channels of routes.yaml by which this person is told; null = those of the audience
       */
      channels?: string[] | null
    } | null
  }
  'PATCH /v1/rotas/{id}': {
    fallback: {
      /**
       * Code of the person, as the office writes it
       */
      person: string
      name: string
      /**
       * Channels of routes.yaml by which this person is told; null = those of the audience
       */
      channels?: string[] | null
    } | null
  }
  'POST /v1/rotas/{id}/absences': {
    person: string
    /**
     * Who stands in; null = nobody
     */
    cover?: {
      /**
       * Code of the person, as the office writes it
       */
      person: string
      name: string
      /**
       * Channels of routes.yaml by which this person is told; null = those of the audience
       */
      channels?: string[] | null
    } | null
    starts_at: string
    ends_at: string
  }
  'POST /v1/rotas/{id}/shifts': {
    shifts: {
      /**
       * Code of the person, as the office writes it
       */
      person: string
      name: string
      /**
       * Channels of routes.yaml by which this person is told; null = those of the audience
       */
      channels?: string[] | null
      starts_at: string
      ends_at: string
    }[]
  }
  'POST /v1/routes:test': {
    process: string
    /**
     * A rule in force: its audiences, tags and factors count
     */
    rule: string
    place: string
    level: 'info' | 'watch' | 'warning' | 'critical'
    phase?: string
    window?: string
    marking?: 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
    consent?: {
      internal: boolean
      ombudsman: boolean
      un: boolean
      public: boolean
    }
    /**
     * Codes of alleged actors
     */
    actors?: string[]
    tracks?: string[]
    category?: string
    exercise?: boolean
    /**
     * Now when left out
     */
    at?: string
  }
  'POST /v1/rules': {
    yaml: string
    /**
     * Why; kept with the record
     */
    reason: string
  }
  'PUT /v1/rules/{id}/params': {
    /**
     * Numbers, or durations such as 6h; null = back to the default
     */
    values: {
      [k: string]: number | string | null
    }
    /**
     * Why; kept with the record
     */
    reason: string
  }
  'POST /v1/rules/{id}/revisions': {
    yaml: string
    /**
     * Why; kept with the record
     */
    reason: string
  }
  'POST /v1/rules/{id}/revisions/{n}/approvals': {
    decision?: 'approve' | 'reject'
    note?: string
  }
  'POST /v1/rules/{id}/revisions/{n}:activate': {
    /**
     * RFC 3339 with offset
     */
    at?: string
  }
  'POST /v1/rules/{id}/revisions/{n}:backtest': {
    days?: number
  }
  'POST /v1/rules/{id}/revisions/{n}:propose': {
    act?: 'activate' | 'shadow' | 'retire'
    /**
     * Why; kept with the record
     */
    reason: string
  }
  'POST /v1/rules/{id}/revisions/{n}:retire': {
    /**
     * RFC 3339 with offset
     */
    at?: string
  }
  'POST /v1/rules/{id}/revisions/{n}:rollback': {
    /**
     * Why; kept with the record
     */
    reason: string
  }
  'POST /v1/rules/{id}/revisions/{n}:shadow': {
    /**
     * RFC 3339 with offset
     */
    at?: string
  }
  'POST /v1/rules:dry-run':
    | {
        yaml: string
        process?: string
        /**
         * RFC 3339 with offset
         */
        since?: string
        /**
         * RFC 3339 with offset
         */
        until?: string
      }
    | {
        signal: {
          [k: string]: unknown
        }
        process?: string
      }
  'POST /v1/sessions/{id}:end': {}
  'POST /v1/sessions:end-all': {
    keep_this?: boolean
  }
  'POST /v1/signals': {
    /**
     * Client-made UUID; may stand for external_id
     */
    id?: string
    /**
     * The sender's id; unique with the source
     */
    external_id?: string
    /**
     * Electoral process; absent: every one open at that place and time
     */
    process?: string
    /**
     * Only checked against the phases in force, never stored
     */
    phase?: string | string[]
    /**
     * Calendar window; only checked against those in force
     */
    window?: string | string[]
    /**
     * Code of event-types.yaml
     */
    category: string
    topic?: string
    /**
     * 1–3 factor codes
     */
    factor?: string | string[]
    severity?: number
    features?: string[]
    /**
     * Another value than the category's needs the right to grade and a reason
     */
    polarity?: 'risk' | 'mitigating'
    polarity_reason?: string
    /**
     * RFC 3339 with offset; default received_at
     */
    event_time?: string
    event_end?: string
    event_time_precision?: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'unknown'
    /**
     * P-code, as fine as known, or an alias
     */
    place?: string
    lat?: number
    lon?: number
    place_precision?:
      'point' | 'precinct' | 'municipality' | 'province' | 'department' | 'country' | 'unknown'
    station_id?: string
    /**
     * Classes, never persons
     */
    actors?: {
      class: string
    }[]
    target?: {
      kind?: string
      group?: string
    }
    populations?: string[]
    rights?: string[]
    /**
     * Absent is not zero
     */
    counts?: {
      killed?: number
      injured?: number
      arrested?: number
      participants?: number
    }
    relatedness?: string[]
    title?: string
    /**
     * Restricted
     */
    narrative?: string
    /**
     * A separate text that may be shown to others
     */
    public_text?: string
    language?: 'es' | 'en' | 'ay' | 'qu' | 'gn'
    /**
     * Needs the right to grade
     */
    reliability?: 'A' | 'B' | 'C' | 'D' | 'E' | 'F'
    /**
     * Needs the right to grade
     */
    credibility?: number
    /**
     * Needs the right to grade
     */
    verification?: 'unverified' | 'verified' | 'rejected'
    /**
     * id and kind only from tokens that report for several sources; identity goes into the vault
     */
    source?: {
      id?: string
      kind?: string
      root?: string
      identity?: {
        name?: string
        phone?: string
        email?: string
        /**
         * Number of an identity document
         */
        document?: string
        address?: string
        /**
         * How and when the person may be reached, what they fear
         */
        note?: string
        /**
         * What the client itself has sealed to the verifiers (age, base64); kept as it is
         */
        sealed?: string
        /**
         * Sealed to the verifiers, whatever the severity
         */
        at_risk?: boolean
      }
    }
    evidence?: {
      sha256: string
      media_type?: string
      captured_at?: string
      url?: string
    }[]
    marking?: 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
    /**
     * What the source agreed to; an answer left out is no. Without it: internal and ombudsman yes, un and public no
     */
    consent?: {
      internal?: boolean
      ombudsman?: boolean
      un?: boolean
      public?: boolean
    }
    exercise?: boolean
  }
  'POST /v1/signals/{id}/consent-withdrawals': {
    answers: ('internal' | 'ombudsman' | 'un' | 'public')[]
    reason: string
  }
  'POST /v1/signals/{id}/corrections': {
    /**
     * Contract fields; null takes one away
     */
    set: {
      [k: string]: unknown
    }
    reason: string
  }
  'POST /v1/signals/{id}/identity-access': {
    purpose: 'protection' | 'verification' | 'consent' | 'legal_duty'
    /**
     * Why it is needed; no names
     */
    explanation: string
    emergency?: boolean
  }
  'POST /v1/signals/{id}/identity-shreddings': {
    reason: 'source_asked' | 'at_risk' | 'mistake' | 'legal_duty'
    /**
     * Absent: all of the signal
     */
    identities?: string[]
  }
  'POST /v1/signals/{id}/public-texts': {
    body: string
  }
  'POST /v1/signals/{id}/public-texts/{number}/decisions': {
    decision: 'approved' | 'withheld'
    note?: string
  }
  'POST /v1/signals/{id}/retractions': {
    reason: string
  }
  'POST /v1/signals/{id}/verifications': {
    decision: 'verified' | 'rejected'
    /**
     * Of the source, for this signal
     */
    reliability?: 'A' | 'B' | 'C' | 'D' | 'E' | 'F'
    /**
     * Of the content; needed to verify
     */
    credibility?: number
    relatedness?: string[]
    /**
     * Needed to reject, and to decide otherwise
     */
    reason?: string
  }
  'POST /v1/signals/{id}/verifications/{verification}:undo': {}
  'POST /v1/signals:batch': {
    /**
     * Client-made UUID; may stand for external_id
     */
    id?: string
    /**
     * The sender's id; unique with the source
     */
    external_id?: string
    /**
     * Electoral process; absent: every one open at that place and time
     */
    process?: string
    /**
     * Only checked against the phases in force, never stored
     */
    phase?: string | string[]
    /**
     * Calendar window; only checked against those in force
     */
    window?: string | string[]
    /**
     * Code of event-types.yaml
     */
    category: string
    topic?: string
    /**
     * 1–3 factor codes
     */
    factor?: string | string[]
    severity?: number
    features?: string[]
    /**
     * Another value than the category's needs the right to grade and a reason
     */
    polarity?: 'risk' | 'mitigating'
    polarity_reason?: string
    /**
     * RFC 3339 with offset; default received_at
     */
    event_time?: string
    event_end?: string
    event_time_precision?: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'unknown'
    /**
     * P-code, as fine as known, or an alias
     */
    place?: string
    lat?: number
    lon?: number
    place_precision?:
      'point' | 'precinct' | 'municipality' | 'province' | 'department' | 'country' | 'unknown'
    station_id?: string
    /**
     * Classes, never persons
     */
    actors?: {
      class: string
    }[]
    target?: {
      kind?: string
      group?: string
    }
    populations?: string[]
    rights?: string[]
    /**
     * Absent is not zero
     */
    counts?: {
      killed?: number
      injured?: number
      arrested?: number
      participants?: number
    }
    relatedness?: string[]
    title?: string
    /**
     * Restricted
     */
    narrative?: string
    /**
     * A separate text that may be shown to others
     */
    public_text?: string
    language?: 'es' | 'en' | 'ay' | 'qu' | 'gn'
    /**
     * Needs the right to grade
     */
    reliability?: 'A' | 'B' | 'C' | 'D' | 'E' | 'F'
    /**
     * Needs the right to grade
     */
    credibility?: number
    /**
     * Needs the right to grade
     */
    verification?: 'unverified' | 'verified' | 'rejected'
    /**
     * id and kind only from tokens that report for several sources; identity goes into the vault
     */
    source?: {
      id?: string
      kind?: string
      root?: string
      identity?: {
        name?: string
        phone?: string
        email?: string
        /**
         * Number of an identity document
         */
        document?: string
        address?: string
        /**
         * How and when the person may be reached, what they fear
         */
        note?: string
        /**
         * What the client itself has sealed to the verifiers (age, base64); kept as it is
         */
        sealed?: string
        /**
         * Sealed to the verifiers, whatever the severity
         */
        at_risk?: boolean
      }
    }
    evidence?: {
      sha256: string
      media_type?: string
      captured_at?: string
      url?: string
    }[]
    marking?: 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
    /**
     * What the source agreed to; an answer left out is no. Without it: internal and ombudsman yes, un and public no
     */
    consent?: {
      internal?: boolean
      ombudsman?: boolean
      un?: boolean
      public?: boolean
    }
    exercise?: boolean
  }[]
  'POST /v1/signals:map': {
    /**
     * Id of a mapping of the pack
     */
    mapping?: string
    by_hand?: {
      /**
       * Of times without an offset
       */
      time_zone: string
      /**
       * How dates are written that are not ISO 8601
       */
      dates?: 'iso' | 'dmy' | 'mdy'
      decimal?: '.' | ','
      process?: string
      /**
       * The columns that tell one row from another; absent: all of them
       */
      identified_by?: string[]
      fields: {
        [k: string]:
          | {
              constant:
                | string
                | number
                | boolean
                | string[]
                | {
                    [k: string]: boolean
                  }
            }
          | {
              column: string
              as?: 'text' | 'number' | 'time' | 'list'
            }
          | {
              column: string
              table: {
                [k: string]:
                  | string
                  | number
                  | boolean
                  | string[]
                  | {
                      [k: string]: boolean
                    }
              }
              otherwise?: 'omit' | 'refuse'
            }
      }
    }
    columns: string[]
    rows: {
      /**
       * As the file counts it; named in reasons
       */
      row: number
      /**
       * In the order of columns
       */
      cells: string[]
    }[]
  }
  'POST /v1/signals:merge': {
    signal: string
    into: string
    reason?: string
  }
  'POST /v1/signals:unmerge': {
    signal: string
    reason: string
  }
  'POST /v1/silences': {
    matchers: {
      process: string
      /**
       * Code of a place: it and everything inside it
       */
      territory: string
      rules?: string[]
      tags?: string[]
      categories?: string[]
      /**
       * Left out: every level but critical, which has to be named
       */
      levels?: ('info' | 'watch' | 'warning' | 'critical')[]
    }
    /**
     * Why; told with the silence and kept with its record
     */
    reason: string
    /**
     * Now when left out
     */
    starts_at?: string
    /**
     * At most 24 h after the start for one person, 14 days for two
     */
    ends_at: string
  }
  'POST /v1/silences/{id}/approvals': {
    decision?: 'approve' | 'reject'
    note?: string
  }
  'POST /v1/silences/{id}:end': {
    /**
     * Why; told with the silence and kept with its record
     */
    reason: string
  }
  'POST /v1/tokens': {
    label: string
    /**
     * Who carries the phone; without it a machine
     */
    person?: string
    scopes?: ('signals:write' | 'indicators:write' | 'registry:read' | 'admin:health')[]
    territory: string[]
    office?: string
    source_id?: string
    processes?: string[]
    days?: number
  }
  'POST /v1/tokens/{id}:revoke': {
    reason: string
  }
  'POST /v1/tokens/{id}:rotate': {
    overlap_hours?: number
  }
  'POST /v1/triage/{id}:assign': {
    to: 'me' | 'nobody'
  }
  'POST /v1/triage/{id}:snooze': {
    minutes: number
  }
}
