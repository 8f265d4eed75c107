// The view of each page of the console, loaded when it is opened.
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import type { SectionPath } from './sections.ts'
import type { ViewProps } from './view-props.ts'

type View = LazyExoticComponent<ComponentType<ViewProps>>

export const viewOf: Readonly<Record<SectionPath, View>> = {
  '/': lazy(async () => ({ default: (await import('./views/situation/situation.tsx')).SituationView })),
  '/map': lazy(async () => ({ default: (await import('./views/map/map.tsx')).MapView })),
  '/calendar': lazy(async () => ({ default: (await import('./views/calendar/calendar.tsx')).CalendarView })),
  '/wall': lazy(async () => ({ default: (await import('./views/situation/wall.tsx')).WallView })),
  '/alerts': lazy(async () => ({ default: (await import('./views/alerts.tsx')).AlertsView })),
  '/inbox': lazy(async () => ({ default: (await import('./views/inbox.tsx')).InboxView })),
  '/response': lazy(async () => ({ default: (await import('./views/response/response.tsx')).ResponseView })),
  '/triage': lazy(async () => ({ default: (await import('./views/triage/triage.tsx')).TriageView })),
  '/signals': lazy(async () => ({ default: (await import('./views/signal.tsx')).SignalView })),
  '/import': lazy(async () => ({ default: (await import('./views/import/import.tsx')).ImportView })),
  '/bulletin': lazy(async () => ({ default: (await import('./views/bulletin/bulletin.tsx')).BulletinView })),
  '/rules': lazy(async () => ({ default: (await import('./views/rules/rules.tsx')).RulesView })),
  '/backtests': lazy(async () => ({
    default: (await import('./views/backtests/backtests.tsx')).BacktestsView,
  })),
  '/deliveries': lazy(async () => ({
    default: (await import('./views/deliveries/deliveries.tsx')).DeliveriesView,
  })),
  '/channels': lazy(async () => ({ default: (await import('./views/channels/channels.tsx')).ChannelsView })),
  '/duty': lazy(async () => ({ default: (await import('./views/duty/duty.tsx')).DutyView })),
  '/silences': lazy(async () => ({ default: (await import('./views/silences/silences.tsx')).SilencesView })),
  '/identities': lazy(async () => ({
    default: (await import('./views/identities/identities.tsx')).IdentitiesView,
  })),
  '/audit': lazy(async () => ({ default: (await import('./views/audit/audit.tsx')).AuditView })),
  '/system': lazy(async () => ({ default: (await import('./views/system/system.tsx')).HealthView })),
  '/people': lazy(async () => ({ default: (await import('./views/people/people.tsx')).PeopleView })),
  '/tokens': lazy(async () => ({ default: (await import('./views/tokens/tokens.tsx')).TokensView })),
  '/help': lazy(async () => ({ default: (await import('./views/help/help.tsx')).HelpView })),
  '/start': lazy(async () => ({ default: (await import('./views/start/start.tsx')).StartView })),
  '/account': lazy(async () => ({ default: (await import('./views/account/account.tsx')).AccountView })),
}
