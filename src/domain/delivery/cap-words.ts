// The words of CAP 1.2 for what Vigía knows (alerts-and-delivery, levels), and the sentences that only CAP files hold.
import type { LevelName } from '../rules/rule.ts'
import type { Text } from '../text.ts'

export type CapMsgType = 'Alert' | 'Update' | 'Cancel'
export type CapStatus = 'Actual' | 'Exercise' | 'Test'
export type CapScope = 'Public' | 'Restricted' | 'Private'

interface LevelRow {
  readonly urgency: 'Immediate' | 'Expected' | 'Future'
  readonly severity: 'Extreme' | 'Severe' | 'Moderate' | 'Minor'
  /** What the call to action of the level asks of a reader. */
  readonly responseType: 'Execute' | 'Prepare' | 'Assess' | 'Monitor'
}

export const capLevels: Readonly<Record<LevelName, LevelRow>> = {
  info: { urgency: 'Future', severity: 'Minor', responseType: 'Monitor' },
  watch: { urgency: 'Future', severity: 'Moderate', responseType: 'Assess' },
  warning: { urgency: 'Expected', severity: 'Severe', responseType: 'Prepare' },
  critical: { urgency: 'Immediate', severity: 'Extreme', responseType: 'Execute' },
}

const certainties = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] as const

export function capCertainty(certainty: string): (typeof certainties)[number] {
  return certainties.find((one) => one.toLowerCase() === certainty.toLowerCase()) ?? 'Unknown'
}

/** Threats to people are a matter of safety, complaints about services of neither; all else is conflict, which CAP files under security. */
export function capCategory(tracks: readonly string[]): 'Safety' | 'Security' | 'Other' {
  if (tracks.includes('protection')) return 'Safety'
  return tracks.length > 0 && tracks.every((one) => one === 'service') ? 'Other' : 'Security'
}

export const capWords = {
  restricted: {
    es: 'Sólo para quienes la reciben; no se publica ni se reenvía.',
    en: 'For its recipients only; not to be published or passed on.',
  },
  exerciseNote: { es: 'Simulacro del proceso', en: 'Exercise of the process' },
  testNote: { es: 'Prueba técnica; no requiere acción.', en: 'Technical test; no action is asked.' },
  notice: { es: 'Aviso', en: 'Notice' },
  testEvent: { es: 'Prueba de canal', en: 'Channel test' },
  senderName: { es: 'Vigía, alerta temprana electoral', en: 'Vigía, electoral early warning' },
} as const satisfies Record<string, Text>
