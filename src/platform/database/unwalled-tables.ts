// Tables without row-level security, each with its reason. A table that is neither here nor behind a policy stops the start, and fails a test.

const people = 'who may act, needed before it is known who asks; secrets as hashes only, no content'
const registry = 'reference data that every role with registry:read or rules:read sees whole'
const places = 'positions, counters and ids of the engine, no content'
const ways = 'how the ways out are doing; nothing of an alert'
const duty = 'who is on duty, for every role that reads deliveries'
const sealed = 'numbers and signatures that go out with every message'

export const unwalledTables: Readonly<Record<string, string>> = {
  'public.account': people,
  'public.api_token': people,
  'public.attempt_counter': people,
  'public.network_salt': people,
  'public.office_closing': people,
  'public.one_time_token': people,
  'public.oidc_link': people,
  'public.passkey': people,
  'public.password_credential': people,
  'public.person': people,
  'public.principal': people,
  'public.recovery_code': people,
  'public.role_grant': people,
  'public.session': people,
  'public.approval': 'who decided what; the subject stands in the proposal',
  'public.proposal': 'ids, codes and the reason that the proposer gave; each kind is shown by its own route',
  'public.freeze_lift': 'who lifted the change freeze, for everybody who works with rules',
  'public.freeze_notice': 'which of these lifts have been told; ids alone',
  'public.calendar_version': registry,
  'public.electoral_process': registry,
  'public.indicator_value': registry,
  'public.milestone_act': registry,
  'public.place': registry,
  'public.registry_version': registry,
  'public.rule_activation': registry,
  'public.rule_build': places,
  'public.rule_file': registry,
  'public.rule_revision': registry,
  'public.rule_schedule': registry,
  'public.rule_state': registry,
  'public.rule_test_run': registry,
  'public.source': 'opaque ids: who is behind one stands in the vault',
  'public.rule_backtest': 'counts of a rule over history, for everybody who works with rules; no signals',
  'public.drill_run': 'exercises with invented reports',
  'public.canary': places,
  'public.inbox': places,
  'public.lane': places,
  'public.log': places,
  'public.signal_revised': 'ids of signals that were revised, asked by the policy on signal',
  'public.channel_health': ways,
  'public.channel_message': ways,
  'public.endpoint_proof': ways,
  'public.absence': duty,
  'public.duty_notice': duty,
  'public.rota': duty,
  'public.shift': duty,
  'public.audit_checkpoint': sealed,
  'public.audit_key': sealed,
  'public.audit_tree': sealed,
  'public.kysely_migration': 'names of migrations',
  'public.kysely_migration_lock': 'the lock of the migrations',
}

/** Schemas of other programs in the same database: pokes without content. */
export const foreignSchemas: readonly string[] = ['bullmq']
