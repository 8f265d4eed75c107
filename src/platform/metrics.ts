// Every metric of the product, in one registry of its own; names follow the log events.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

// Seconds, from a fast request to the longest that a client waits.
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'vigia_process_' })
  const registers = [registry]
  return {
    registry,
    signals: new Counter({
      name: 'vigia_signals_total',
      help: 'Signals by what intake said of them',
      labelNames: ['outcome'],
      registers,
    }),
    requests: new Histogram({
      name: 'vigia_http_request_seconds',
      help: 'Duration of requests',
      labelNames: ['method', 'route', 'status'],
      buckets,
      registers,
    }),
    laneSteps: new Histogram({
      name: 'vigia_lane_step_seconds',
      help: 'Duration of one scoring transaction',
      buckets,
      registers,
    }),
    laneEntries: new Counter({
      name: 'vigia_lane_entries_total',
      help: 'Log entries taken up by lanes',
      registers,
    }),
    unkeyed: new Counter({
      name: 'vigia_unkeyed_signals_total',
      help: 'Signals that matched a rule but lack one of its group_by fields',
      labelNames: ['rule'],
      registers,
    }),
    alertEvents: new Counter({
      name: 'vigia_alert_events_total',
      help: 'Changes of alerts',
      labelNames: ['kind', 'level'],
      registers,
    }),
    quarantined: new Counter({
      name: 'vigia_quarantined_entries_total',
      help: 'Entries that broke a fold',
      registers,
    }),
    attempts: new Counter({
      name: 'vigia_delivery_attempts_total',
      help: 'Delivery attempts by channel type and outcome',
      labelNames: ['channel_type', 'outcome'],
      registers,
    }),
    ...escalationMetrics(registers),
    oldestWaiting: oldestWaiting(registers),
    ...channelGauges(registers),
    ...golden(registers),
  }
}

function escalationMetrics(registers: Registry[]) {
  return {
    escalationSteps: new Counter({
      name: 'vigia_escalation_steps_total',
      help: 'Steps of ladders by what came of them: told, told_before, skipped',
      labelNames: ['outcome'],
      registers,
    }),
    runningLadders: new Gauge({
      name: 'vigia_escalation_running',
      help: 'Ladders of alerts that nobody has answered',
      registers,
    }),
    oldestUnacknowledged: new Gauge({
      name: 'vigia_oldest_unacknowledged_seconds',
      help: 'How long the alert that waits longest for an answer has been waiting, by level; drills are not counted',
      labelNames: ['level'],
      registers,
    }),
    rotaGaps: new Gauge({
      name: 'vigia_rota_gaps',
      help: 'Stretches without anybody on duty: alarm within 48 hours, warning within 30 days',
      labelNames: ['urgency'],
      registers,
    }),
  }
}

function oldestWaiting(registers: Registry[]) {
  const help = 'Age of the oldest row that waits for a stage'
  return new Gauge({ name: 'vigia_oldest_waiting_seconds', help, labelNames: ['stage'], registers })
}

function channelGauges(registers: Registry[]) {
  return {
    channels: new Gauge({
      name: 'vigia_channels',
      help: 'Ways out by channel and state: working, degraded, disabling, disabled',
      labelNames: ['channel', 'state'],
      registers,
    }),
    deadLetters: new Gauge({
      name: 'vigia_dead_letters',
      help: 'Deliveries that ended without success and that nobody has cleared',
      labelNames: ['channel'],
      registers,
    }),
  }
}

/** Read from the database at each scrape, so every process tells the same of the whole. */
function golden(registers: Registry[]) {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge<Label>({ name, help, labelNames, registers })
  return {
    canaryAge: gauge('vigia_canary_age_seconds', 'Age of the last canary alert; NaN without a canary'),
    watchdogAge: gauge(
      'vigia_watchdog_age_seconds',
      'Since the watchdog last took a canary; NaN without a receiver',
    ),
    chainSilent: gauge('vigia_pipeline_silent', '1 while /health/pipeline answers 503'),
    laneWaiting: gauge(
      'vigia_lane_waiting_entries',
      'Entries that a lane has not taken up',
      'process',
      'shard',
    ),
    openDeliveries: gauge(
      'vigia_open_deliveries',
      'Deliveries that have not ended, and dead letters',
      'state',
    ),
    leaseExpiries: gauge(
      'vigia_delivery_lease_expiries',
      'Tries whose sender ended or lost its lease, since ever',
    ),
    auditUnsealed: gauge(
      'vigia_audit_unsealed_age_seconds',
      'Age of the oldest audit event that is not in the sealed log yet',
    ),
    openQuarantine: gauge(
      'vigia_open_quarantined_entries',
      'Entries that left their lane and wait for a person',
    ),
    lanesBehind: gauge(
      'vigia_lanes_behind_rules',
      'Live lanes that do not evaluate the rules in force (yet)',
    ),
    poolWaiting: gauge('vigia_database_pool_waiting', 'Queries that wait for a connection of this process'),
    poolWait: gauge(
      'vigia_database_pool_wait_seconds',
      'What one query waited for a connection at this scrape',
    ),
  }
}

export type Metrics = ReturnType<typeof createMetrics>
