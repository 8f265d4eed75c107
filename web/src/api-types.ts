// Short names for what views read and send, taken from the generated types of the API. Unknown fields are ignored; codes stay codes until shown.
import type * as schema from './api-schema.ts'
import type { Answers } from './api-schema.ts'

type ItemOf<Route extends keyof Answers> = Answers[Route] extends { items: (infer Item)[] } ? Item : never

export type Me = Answers['GET /v1/me']
/** Somebody who signed in, and the grants between which they may change. */
export type Person = Answers['GET /v1/auth/session']
export type Meta = Answers['GET /v1/meta']
export type Place = ItemOf<'GET /v1/places'>
export type ElectoralProcess = schema.ElectoralProcess
export type InForce = Answers['GET /v1/processes/{id}/phases']
export type Calendar = Answers['GET /v1/processes/{id}/calendar']
export type Signal = schema.Signal
export type Alert = schema.Alert
export type AlertInFull = schema.AlertWithEscalation
export type EscalationStep = schema.EscalationStep
export type AlertComment = schema.AlertComment
export type Draft = schema.Draft
export type Outcome = schema.Outcome
export type ResponseAction = schema.ResponseAction
export type Level = Alert['max_level']
export type Why = schema.Why
export type Comparison = Why['comparisons'][number]
export type Evidence = Why['evidence'][number]
export type Delivery = schema.Delivery
export type AlertEvent = ItemOf<'GET /v1/alerts/{id}/timeline'>
/** Who took an alert, and by when the reader's offices are asked to. */
export type AlertAnswers = Answers['GET /v1/alerts/{id}/acknowledgements']
export type InboxMessage = schema.InboxMessage
export type AcceptedSignal = schema.AcceptedSignal
export type BatchVerdict = ItemOf<'POST /v1/signals:batch'>
export type PackMapping = schema.Mapping
export type MappedRows = schema.MappedRows
export type RuleInForce = ItemOf<'GET /v1/rules'>
export type Situation = Answers['GET /v1/situation']
export type PlaceSituation = schema.PlaceSituation
export type IdentityAccess = schema.IdentityAccess
export type IdentityRead = schema.IdentityRead
export type IdentityNotice = schema.IdentityNotice
export type OpenedIdentities = schema.OpenedIdentities
export type KnownIdentity = schema.KnownIdentities['items'][number]
export type LegalHold = schema.LegalHold
export type IdentityRetention = schema.IdentityRetention
export type Problem = schema.Problem
export type FieldError = NonNullable<Problem['errors']>[number]

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string | null
}
