// The flow as data: which handler a poke runs, and which query finds the work that a lost poke has left. Nothing else knows the order.

import { hasUnansweredEvents, hasUnplannedEvents } from '#alerts/alert-event-store.ts'
import { hasWaitingLadders } from '#alerts/escalation-store.ts'
import { type SealDeps, sealEvents } from '#audit/seal-events.ts'
import { hasUnsealed } from '#audit/tree-store.ts'
import { backtestRevision } from '#backtest/backtest-revision.ts'
import { waitingRuns } from '#backtest/backtest-store.ts'
import type { LabDeps } from '#backtest/choose-process.ts'
import { carryOutBacktest } from '#backtest/stored-backtest.ts'
import { limits } from '#config/limits.ts'
import { hasWaitingAnswers } from '#delivery/callback-store.ts'
import { hasChannelWork } from '#delivery/channel-message-store.ts'
import { type DeliverDeps, deliver } from '#delivery/deliver.ts'
import { hasDueDeliveries } from '#delivery/delivery-store.ts'
import { hasUnfetched } from '#delivery/feeds/cap-store.ts'
import { tellUnfetched } from '#delivery/feeds/tell-unfetched.ts'
import { hasSomethingDue, keepWaiting } from '#delivery/keep-waiting.ts'
import { noticeOverdue } from '#delivery/overdue.ts'
import { hasOverdue } from '#delivery/overdue-store.ts'
import { type PlanDeps, planDeliveries } from '#delivery/plan-deliveries.ts'
import { tendChannels } from '#delivery/tend-channels.ts'
import { consultClock } from '#intake/consult-clock.ts'
import type { Db } from '#platform/database/database.ts'
import { product, runBehind } from '#platform/database/who-asks.ts'
import { type PokeName, type Pokes, pokeNames } from '#queue/pokes.ts'
import { advanceCalendar } from '#registry/advance-calendar.ts'
import { announceDuty } from '#registry/announce-duty.ts'
import { dueCalendars } from '#registry/calendar-store.ts'
import { hasUntoldLift } from '#registry/freeze-store.ts'
import { hasDutyChange } from '#registry/rota-store.ts'
import { revisionPoke } from '#registry/rule-backtest.ts'
import { waitingRuleBacktests } from '#registry/rule-backtest-store.ts'
import { hasDueSchedule } from '#registry/rule-life-store.ts'
import { carryOutDue } from '#registry/scheduled-rules.ts'
import { hasOverdueActions } from '#response/action-store.ts'
import { type EscalateDeps, escalate } from '#response/escalate.ts'
import { followAlerts } from '#response/follow-alerts.ts'
import { takeAnswers } from '#response/take-answers.ts'
import { lanesWithEntries } from '#scoring/inbox-store.ts'
import { lanesWithDueTimers } from '#scoring/lane-store.ts'
import { buildStates } from '#scoring/rebuild-state.ts'
import { lanesBuilding } from '#scoring/rebuild-store.ts'
import { type ScoringDeps, scoreLane } from '#scoring/score-lane.ts'
import { hasOverdueIdentities, shredOverdue } from '#sources/keep-identities.ts'
import { hasEmergency } from '#sources/notice-store.ts'
import { isPruneDue } from './canary-retention-store.ts'
import { pruneCanary } from './prune-canary.ts'

export interface Stage {
  readonly poke: PokeName
  handle(key: string): Promise<void>
  /** Keys of the work that waits now. */
  waiting(db: Db): Promise<readonly string[]>
}

export type PipelineDeps = ScoringDeps & PlanDeps & DeliverDeps & EscalateDeps & LabDeps & SealDeps

export function pipeline(deps: PipelineDeps): readonly Stage[] {
  return [
    ...calendars(deps),
    ...mainRoad(deps),
    ...answering(deps),
    ...waysOut(deps),
    ...ruleWork(deps),
    ...upkeep(deps),
    ...record(deps),
    ...keeping(deps),
  ]
}

/** A report on its way to people. */
function mainRoad(deps: PipelineDeps): readonly Stage[] {
  return [
    {
      poke: 'score',
      handle: (lane) => scoreLane(deps, Number(lane)),
      waiting: async (db) => [
        ...new Set(
          [...(await lanesWithEntries(db)), ...(await lanesWithDueTimers(db, limits.tickGraceMs))].map(
            String,
          ),
        ),
      ],
    },
    {
      poke: 'notify',
      handle: (key) => planDeliveries(deps, key),
      waiting: async (db) => ((await hasUnplannedEvents(db)) ? ['all'] : []),
    },
    {
      poke: 'deliver',
      handle: (key) => deliver(deps, key),
      waiting: async (db) => ((await hasDueDeliveries(db)) ? ['all'] : []),
    },
  ]
}

/** What waits for people: held messages, ladders, measures. */
function answering(deps: PipelineDeps): readonly Stage[] {
  return [
    {
      // held rows, silences and drafts whose time has come
      poke: 'hold',
      handle: (key) => keepWaiting(deps, key),
      waiting: async (db) => ((await hasSomethingDue(db)) ? ['due'] : []),
    },
    {
      // steps of ladders and reminders that are due, messages that nobody accepted in time, changes of who is on duty
      poke: 'escalate',
      handle: async (key) => {
        await announceDuty(deps)
        await noticeOverdue(deps)
        await escalate(deps, key)
      },
      waiting: async (db) => {
        const isWaiting = (await hasWaitingLadders(db)) || (await hasOverdue(db)) || (await hasDutyChange(db))
        return isWaiting ? ['all'] : []
      },
    },
    {
      // measures proposed and overdue, closed alerts that wait for their label
      poke: 'respond',
      handle: (key) => followAlerts(deps, key),
      waiting: async (db) =>
        (await hasUnansweredEvents(db)) || (await hasOverdueActions(db)) ? ['all'] : [],
    },
  ]
}

/** The ways out themselves, and what comes back by them. */
function waysOut(deps: PipelineDeps): readonly Stage[] {
  return [
    {
      // messages about the ways out themselves: tests, notices, channels that are given up
      poke: 'channels',
      handle: (key) => tendChannels(deps, key),
      waiting: async (db) =>
        (await hasEmergency(db)) || (await hasUntoldLift(db)) || (await hasChannelWork(db)) ? ['due'] : [],
    },
    {
      // acknowledgements that came back through an adapter
      poke: 'answers',
      handle: () => takeAnswers(deps),
      waiting: async (db) => ((await hasWaitingAnswers(db)) ? ['all'] : []),
    },
    {
      // nobody gives this poke: time alone makes a file late, and the sweep sees it
      poke: 'feeds',
      handle: () => tellUnfetched(deps),
      waiting: async (db) => ((await hasUnfetched(db)) ? ['late'] : []),
    },
  ]
}

/** Changes of rules, and what they would have said. */
function ruleWork(deps: PipelineDeps): readonly Stage[] {
  return [
    {
      // changes of rules whose time has come, and rule states that are built before their activation; the key is a lane, or `due`
      poke: 'rules',
      handle: (key) => (key === 'due' ? carryOutDue(deps) : buildStates(deps, Number(key))),
      waiting: async (db) => [
        ...((await hasDueSchedule(db)) ? ['due'] : []),
        ...(await lanesBuilding(db)).map(String),
      ],
    },
    {
      poke: 'backtest',
      // stored back-tests, and those of revisions that wait to be proposed or approved
      handle: (key) =>
        key.startsWith(revisionPoke)
          ? backtestRevision(deps, key.slice(revisionPoke.length))
          : carryOutBacktest(deps, key),
      waiting: async (db) => [
        ...(await waitingRuns(db)),
        ...(await waitingRuleBacktests(db)).map((id) => `${revisionPoke}${id}`),
      ],
    },
  ]
}

/** Calendars of open processes. */
function calendars(deps: PipelineDeps): readonly Stage[] {
  return [
    {
      // a part of a calendar becomes known, or the legal clock speaks; also poked by whoever changes one or records an act
      poke: 'calendar',
      handle: async (process) => {
        // In steps of their own: the clock looks at a version that time brought by a registry that has it already.
        await advanceCalendar(deps, process)
        await consultClock(deps, process)
      },
      waiting: dueCalendars,
    },
  ]
}

/** What the product does for itself. */
function upkeep(deps: PipelineDeps): readonly Stage[] {
  return [
    {
      // nobody gives this poke: old beats of the canary, by the time in its row
      poke: 'retain',
      handle: () => pruneCanary(deps),
      waiting: async (db) => ((await isPruneDue(db)) ? ['canary'] : []),
    },
  ]
}

/** What was done and read, sealed. */
function record(deps: PipelineDeps): readonly Stage[] {
  return [
    {
      // nobody gives this poke: events wait for older transactions to end, and the sweep sees when they have
      poke: 'seal',
      handle: () => sealEvents(deps),
      waiting: async (db) => (deps.auditKey !== undefined && (await hasUnsealed(db)) ? ['all'] : []),
    },
  ]
}

/** What time alone makes due: nobody gives this poke, the sweep sees it. */
function keeping(deps: PipelineDeps): readonly Stage[] {
  return [
    {
      poke: 'sources',
      handle: () => shredOverdue(deps),
      waiting: async (db) => ((await hasOverdueIdentities(db)) ? ['over'] : []),
    },
  ]
}

/** Throws when a poke has no handler, or two. */
export function listen(pokes: Pokes, stages: readonly Stage[]): void {
  for (const name of pokeNames) {
    const count = stages.filter((stage) => stage.poke === name).length
    if (count !== 1) throw new Error(`the poke «${name}» has ${count} handlers; it needs exactly one`)
  }
  // A poke may come from a request: its handler acts for the product all the same.
  for (const stage of stages) pokes.on(stage.poke, (key) => runBehind(product, () => stage.handle(key)))
}
