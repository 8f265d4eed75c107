// The views of the console: where each lives, who may open it, and its place in the navigation. Each is loaded when it is opened.

import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import type { ViewProps } from './view-props.ts'

type View = ComponentType<ViewProps>

export interface Section {
  /** The first part of the address. */
  readonly path: string
  /** Whoever holds one of these may open it; `anybody`: whoever is signed in. */
  readonly scopes: readonly string[] | 'anybody'
  readonly title: { readonly es: string; readonly en: string }
  /** Where the navigation shows it: what happens, what is done about it, what one studies, how the office is run. Absent: by links only. */
  readonly group?: 'watch' | 'act' | 'desk' | 'office'
  /** Fills the page without the frame around it, such as a screen on a wall. */
  readonly isBare?: boolean
  readonly View: LazyExoticComponent<View>
}

export const sections: readonly Section[] = [
  {
    path: '/',
    scopes: ['registry:read'],
    title: { es: 'Situación', en: 'Situation' },
    group: 'watch',
    View: lazy(async () => ({ default: (await import('./views/situation/situation.tsx')).SituationView })),
  },
  {
    path: '/map',
    scopes: ['alerts:read'],
    title: { es: 'Mapa', en: 'Map' },
    group: 'watch',
    View: lazy(async () => ({ default: (await import('./views/map/map.tsx')).MapView })),
  },
  {
    path: '/calendar',
    scopes: ['registry:read'],
    title: { es: 'Calendario', en: 'Calendar' },
    group: 'watch',
    View: lazy(async () => ({ default: (await import('./views/calendar/calendar.tsx')).CalendarView })),
  },
  {
    path: '/wall',
    scopes: ['alerts:read'],
    title: { es: 'Pantalla de sala', en: 'Screen for the room' },
    isBare: true,
    View: lazy(async () => ({ default: (await import('./views/situation/wall.tsx')).WallView })),
  },
  {
    path: '/alerts',
    scopes: ['alerts:read'],
    title: { es: 'Alertas', en: 'Alerts' },
    group: 'watch',
    View: lazy(async () => ({ default: (await import('./views/alerts.tsx')).AlertsView })),
  },
  {
    path: '/inbox',
    scopes: ['alerts:read'],
    title: { es: 'Bandeja', en: 'Inbox' },
    group: 'act',
    View: lazy(async () => ({ default: (await import('./views/inbox.tsx')).InboxView })),
  },
  {
    path: '/response',
    scopes: ['alerts:read'],
    title: { es: 'Respuesta', en: 'Response' },
    group: 'act',
    View: lazy(async () => ({ default: (await import('./views/response/response.tsx')).ResponseView })),
  },
  {
    path: '/triage',
    scopes: ['signals:grade'],
    title: { es: 'Verificación', en: 'Verification' },
    group: 'act',
    View: lazy(async () => ({ default: (await import('./views/triage/triage.tsx')).TriageView })),
  },
  {
    path: '/signals',
    scopes: ['signals:write'],
    title: { es: 'Nueva señal', en: 'New signal' },
    group: 'act',
    View: lazy(async () => ({ default: (await import('./views/signal.tsx')).SignalView })),
  },
  {
    path: '/import',
    scopes: ['signals:write'],
    title: { es: 'Importar', en: 'Import' },
    group: 'act',
    View: lazy(async () => ({ default: (await import('./views/import/import.tsx')).ImportView })),
  },
  {
    path: '/bulletin',
    scopes: ['alerts:read'],
    title: { es: 'Boletín', en: 'Bulletin' },
    group: 'desk',
    View: lazy(async () => ({ default: (await import('./views/bulletin/bulletin.tsx')).BulletinView })),
  },
  {
    path: '/rules',
    scopes: ['rules:read'],
    title: { es: 'Reglas', en: 'Rules' },
    group: 'desk',
    View: lazy(async () => ({ default: (await import('./views/rules/rules.tsx')).RulesView })),
  },
  {
    path: '/backtests',
    scopes: ['rules:read'],
    title: { es: 'Pruebas retrospectivas', en: 'Back-tests' },
    group: 'desk',
    View: lazy(async () => ({ default: (await import('./views/backtests/backtests.tsx')).BacktestsView })),
  },
  {
    path: '/deliveries',
    scopes: ['delivery:read'],
    title: { es: 'Envíos', en: 'Deliveries' },
    group: 'office',
    View: lazy(async () => ({ default: (await import('./views/deliveries/deliveries.tsx')).DeliveriesView })),
  },
  {
    path: '/channels',
    scopes: ['delivery:read'],
    title: { es: 'Canales', en: 'Channels' },
    group: 'office',
    View: lazy(async () => ({ default: (await import('./views/channels/channels.tsx')).ChannelsView })),
  },
  {
    path: '/duty',
    scopes: ['delivery:read'],
    title: { es: 'Guardia', en: 'On duty' },
    group: 'office',
    View: lazy(async () => ({ default: (await import('./views/duty/duty.tsx')).DutyView })),
  },
  {
    path: '/silences',
    scopes: ['delivery:read'],
    title: { es: 'Silencios', en: 'Silences' },
    group: 'office',
    View: lazy(async () => ({ default: (await import('./views/silences/silences.tsx')).SilencesView })),
  },
  {
    path: '/identities',
    scopes: ['identity:review', 'identity:open', 'identity:approve', 'identity:keep'],
    title: { es: 'Identidades', en: 'Identities' },
    group: 'office',
    View: lazy(async () => ({ default: (await import('./views/identities/identities.tsx')).IdentitiesView })),
  },
  {
    path: '/audit',
    scopes: ['audit:read'],
    title: { es: 'Auditoría', en: 'Audit' },
    group: 'office',
    View: lazy(async () => ({ default: (await import('./views/audit/audit.tsx')).AuditView })),
  },
  {
    path: '/system',
    scopes: ['admin:health'],
    title: { es: 'Salud', en: 'Health' },
    group: 'office',
    View: lazy(async () => ({ default: (await import('./views/system/system.tsx')).HealthView })),
  },
  {
    path: '/people',
    scopes: ['admin:people', 'office:close'],
    title: { es: 'Personas', en: 'People' },
    group: 'office',
    View: lazy(async () => ({ default: (await import('./views/people/people.tsx')).PeopleView })),
  },
  {
    path: '/tokens',
    scopes: ['admin:tokens'],
    title: { es: 'Tokens', en: 'Tokens' },
    group: 'office',
    View: lazy(async () => ({ default: (await import('./views/tokens/tokens.tsx')).TokensView })),
  },
  {
    path: '/help',
    scopes: ['registry:read', 'signals:write'],
    title: { es: 'Ayuda', en: 'Help' },
    group: 'office',
    View: lazy(async () => ({ default: (await import('./views/help/help.tsx')).HelpView })),
  },
  {
    path: '/start',
    scopes: ['registry:read'],
    title: { es: 'Primera vez', en: 'First time' },
    View: lazy(async () => ({ default: (await import('./views/start/start.tsx')).StartView })),
  },
  {
    path: '/account',
    scopes: 'anybody',
    title: { es: 'Mi cuenta', en: 'My account' },
    View: lazy(async () => ({ default: (await import('./views/account/account.tsx')).AccountView })),
  },
]

export function mayOpen({ scopes }: Section, can: (scope: string) => boolean): boolean {
  return scopes === 'anybody' || scopes.some(can)
}

/** The section of an address, and what is selected in it. */
export function sectionOf(path: string): {
  readonly section: Section | undefined
  readonly selected?: string
} {
  const [, first = '', second] = path.split('/')
  const section = sections.find((one) => one.path === `/${first}`)
  return second === undefined ? { section } : { section, selected: decodeURIComponent(second) }
}
