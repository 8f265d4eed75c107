// The words of a message in the two languages, Spanish first: labels of levels, kinds and certainty, and sentences around the facts.
import type { LevelName } from '../rules/rule.ts'
import type { Text } from '../text.ts'

export const levelLabel: Readonly<Record<LevelName, Text>> = {
  info: { es: 'Informativa', en: 'Info' },
  watch: { es: 'Vigilancia', en: 'Watch' },
  warning: { es: 'Alta', en: 'Warning' },
  critical: { es: 'Crítica', en: 'Critical' },
}

const kindLabels: Readonly<Record<string, Text>> = {
  fired: { es: 'Nueva alerta', en: 'New alert' },
  raised: { es: 'La alerta sube de nivel', en: 'The alert rises' },
  reopened: { es: 'La alerta se reabre', en: 'The alert is open again' },
  resolved: { es: 'Alerta resuelta', en: 'Alert resolved' },
  expired: { es: 'Alerta vencida', en: 'Alert expired' },
  evidence_withdrawn: { es: 'Evidencia retirada', en: 'Evidence withdrawn' },
  silenced: { es: 'Avisos en silencio', en: 'Notifications silenced' },
  silence_ending: { es: 'El silencio está por terminar', en: 'The silence is about to end' },
  silence_ended: { es: 'El silencio terminó', en: 'The silence has ended' },
  draft_overdue: { es: 'Un borrador espera una decisión', en: 'A draft waits for a decision' },
  action_overdue: { es: 'Medida vencida sin constancia', en: 'Measure overdue, nothing shown' },
  consent_withdrawn: {
    es: 'Una fuente retiró su consentimiento',
    en: 'A source has withdrawn its consent',
  },
  corrected: { es: 'Alerta corregida', en: 'Alert corrected' },
  escalated: { es: 'Alerta escalada: le toca responder', en: 'Alert escalated: it is yours to answer' },
  reminded: { es: 'Recordatorio: la alerta espera respuesta', en: 'Reminder: the alert waits for an answer' },
}

const certaintyLabels: Readonly<Record<string, Text>> = {
  observed: { es: 'observada', en: 'observed' },
  likely: { es: 'probable', en: 'likely' },
  possible: { es: 'posible', en: 'possible' },
  unknown: { es: 'desconocida', en: 'unknown' },
}

export const kindLabel = (kind: string): Text => kindLabels[kind] ?? { es: kind, en: kind }

export const certaintyLabel = (certainty: string): Text =>
  certaintyLabels[certainty.toLowerCase()] ?? { es: certainty, en: certainty }

export const words = {
  exercise: { es: '[SIMULACRO]', en: '[EXERCISE]' },
  thin: { es: 'Hay una alerta. Ingrese para leerla.', en: 'There is an alert. Sign in to read it.' },
  thinNotice: {
    es: 'Un aviso anterior ya no es válido o ha cambiado. Ingrese para leerlo.',
    en: 'An earlier message is no longer valid or has changed. Sign in to read it.',
  },
  to: { es: 'Para', en: 'To' },
  what: { es: 'Qué', en: 'What' },
  where: { es: 'Dónde', en: 'Where' },
  when: { es: 'Cuándo', en: 'When' },
  dataUntil: { es: 'datos hasta', en: 'data until' },
  late: { es: 'con datos tardíos', en: 'with late data' },
  level: { es: 'Nivel', en: 'Level' },
  certainty: { es: 'Certeza', en: 'Certainty' },
  reports: { es: 'Informes', en: 'Reports' },
  acknowledgeBy: { es: 'Acuse recibo antes de', en: 'Acknowledge by' },
  onDuty: { es: 'De turno', en: 'On duty' },
  doWhat: { es: 'Qué hacer', en: 'What to do' },
  by: { es: 'antes del', en: 'by' },
  why: { es: 'Por qué', en: 'Why' },
  measured: { es: 'Medido frente al umbral', en: 'Measured against the threshold' },
  threshold: { es: 'umbral', en: 'threshold' },
  notKnown: { es: 'no se sabe', en: 'not known' },
  missed: { es: 'Cambios que este mensaje reúne', en: 'Changes that this message brings together' },
  doNotBroadcast: {
    es: 'NO DIFUNDIR: solo para quienes la reciben; ni canales públicos ni reenvíos',
    en: 'DO NOT BROADCAST: for its recipients only; no public channel, no forwarding',
  },
  silence: { es: 'Silencio', en: 'Silence' },
  silenced: { es: 'Esta alerta estuvo en silencio', en: 'This alert was silenced' },
  draftWaits: { es: 'Espera una decisión el borrador para', en: 'A draft waits for a decision, for' },
  overdue: { es: 'Medida vencida', en: 'Overdue measure' },
  comment: { es: 'Nota de quien autoriza', en: 'Note of whoever released it' },
  alsoListed: { es: 'Otros cambios que este mensaje reúne', en: 'Other changes that this message lists' },
  andMore: { es: 'Y además, en la consola', en: 'And more, in the console' },
  exerciseBanner: { es: 'SIMULACRO: esto no es una alerta real', en: 'EXERCISE: this is not a real alert' },
  in: { es: 'en', en: 'in' },
  since: { es: 'desde el', en: 'since' },
  at: { es: 'a las', en: 'at' },
  facts: { es: 'Datos', en: 'Facts' },
  replyWith: { es: 'Responda', en: 'Reply' },
  link: { es: 'Leer y acusar recibo', en: 'Read and acknowledge' },
  marking: { es: 'Marcado', en: 'Marking' },
  auditLog: {
    es: 'Sello del registro de auditoría (consérvelo: prueba que después no se quitó nada)',
    en: 'Seal of the audit log (keep it: it proves that nothing was taken out later)',
  },
} as const satisfies Record<string, Text>
