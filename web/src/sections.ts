// The pages of the console: where each lives, who may open it, and its place in the navigation.

/** What happens, what is done about it, what one studies, how the office is run. */
export const groups = ['watch', 'act', 'desk', 'office'] as const

/** The first part of an address. */
export type SectionPath =
  | '/'
  | '/map'
  | '/calendar'
  | '/wall'
  | '/alerts'
  | '/inbox'
  | '/response'
  | '/triage'
  | '/signals'
  | '/import'
  | '/bulletin'
  | '/rules'
  | '/backtests'
  | '/deliveries'
  | '/channels'
  | '/duty'
  | '/silences'
  | '/identities'
  | '/audit'
  | '/system'
  | '/people'
  | '/tokens'
  | '/help'
  | '/start'
  | '/account'

export interface Section {
  readonly path: SectionPath
  /** Whoever holds one of these may open it; `anybody`: whoever is signed in. */
  readonly scopes: readonly string[] | 'anybody'
  readonly title: { readonly es: string; readonly en: string }
  /** Where the navigation shows it. Absent: by links only. */
  readonly group?: (typeof groups)[number]
  /** Fills the page without the frame around it, such as a screen on a wall. */
  readonly isBare?: boolean
}

export const sections: readonly Section[] = [
  {
    path: '/',
    scopes: ['registry:read'],
    title: { es: 'Situación', en: 'Situation' },
    group: 'watch',
  },
  {
    path: '/map',
    scopes: ['alerts:read'],
    title: { es: 'Mapa', en: 'Map' },
    group: 'watch',
  },
  {
    path: '/calendar',
    scopes: ['registry:read'],
    title: { es: 'Calendario', en: 'Calendar' },
    group: 'watch',
  },
  {
    path: '/wall',
    scopes: ['alerts:read'],
    title: { es: 'Pantalla de sala', en: 'Room display' },
    isBare: true,
  },
  {
    path: '/alerts',
    scopes: ['alerts:read'],
    title: { es: 'Alertas', en: 'Alerts' },
    group: 'watch',
  },
  {
    path: '/inbox',
    scopes: ['alerts:read'],
    title: { es: 'Bandeja', en: 'Inbox' },
    group: 'act',
  },
  {
    path: '/response',
    scopes: ['alerts:read'],
    title: { es: 'Respuesta', en: 'Response' },
    group: 'act',
  },
  {
    path: '/triage',
    scopes: ['signals:grade'],
    title: { es: 'Verificación', en: 'Verification' },
    group: 'act',
  },
  {
    path: '/signals',
    scopes: ['signals:write'],
    title: { es: 'Nueva señal', en: 'New signal' },
    group: 'act',
  },
  {
    path: '/import',
    scopes: ['signals:write'],
    title: { es: 'Importar', en: 'Import' },
    group: 'act',
  },
  {
    path: '/bulletin',
    scopes: ['alerts:read'],
    title: { es: 'Boletín', en: 'Bulletin' },
    group: 'desk',
  },
  {
    path: '/rules',
    scopes: ['rules:read'],
    title: { es: 'Reglas', en: 'Rules' },
    group: 'desk',
  },
  {
    path: '/backtests',
    scopes: ['rules:read'],
    title: { es: 'Pruebas retrospectivas', en: 'Back-tests' },
    group: 'desk',
  },
  {
    path: '/deliveries',
    scopes: ['delivery:read'],
    title: { es: 'Envíos', en: 'Deliveries' },
    group: 'office',
  },
  {
    path: '/channels',
    scopes: ['delivery:read'],
    title: { es: 'Canales', en: 'Channels' },
    group: 'office',
  },
  {
    path: '/duty',
    scopes: ['delivery:read'],
    title: { es: 'Guardia', en: 'On duty' },
    group: 'office',
  },
  {
    path: '/silences',
    scopes: ['delivery:read'],
    title: { es: 'Silencios', en: 'Silences' },
    group: 'office',
  },
  {
    path: '/identities',
    scopes: ['identity:review', 'identity:open', 'identity:approve', 'identity:keep'],
    title: { es: 'Identidades', en: 'Identities' },
    group: 'office',
  },
  {
    path: '/audit',
    scopes: ['audit:read'],
    title: { es: 'Auditoría', en: 'Audit' },
    group: 'office',
  },
  {
    path: '/system',
    scopes: ['admin:health'],
    title: { es: 'Salud', en: 'Health' },
    group: 'office',
  },
  {
    path: '/people',
    scopes: ['admin:people', 'office:close'],
    title: { es: 'Personas', en: 'People' },
    group: 'office',
  },
  {
    path: '/tokens',
    scopes: ['admin:tokens'],
    title: { es: 'Tokens', en: 'Tokens' },
    group: 'office',
  },
  {
    path: '/help',
    scopes: ['registry:read', 'signals:write'],
    title: { es: 'Ayuda', en: 'Help' },
    group: 'office',
  },
  {
    path: '/start',
    scopes: ['registry:read'],
    title: { es: 'Primera vez', en: 'First time' },
  },
  {
    path: '/account',
    scopes: 'anybody',
    title: { es: 'Mi cuenta', en: 'My account' },
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

/** The pages of a group that the reader may open, in the order of the navigation. */
export function pagesOf(group: (typeof groups)[number], can: (scope: string) => boolean): Section[] {
  return sections.filter((section) => section.group === group && mayOpen(section, can))
}
