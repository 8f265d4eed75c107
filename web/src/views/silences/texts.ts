// Words of the view of silences.
import type { Catalogue } from '../../texts/catalogue.ts'

type Words = Readonly<Record<string, string>>

export const silencesTexts = {
  es: {
    title: 'Silencios',
    lead: 'Qué avisos se retienen, quién lo decidió y hasta cuándo. Las alertas silenciadas siguen a la vista y siguen escalando dentro de Vigía.',
    none: 'Ningún silencio en vigor ni propuesto',
    noneLine:
      'Un silencio retiene avisos por un tiempo corto, con motivo; el nivel crítico solo se calla si se marca expresamente.',
    ended: 'Terminados',
    add: 'Nuevo silencio',
    process: 'Proceso',
    territory: 'Lugar y todo lo que contiene',
    levels: 'Niveles que calla',
    levelsHint: 'Si no marca ninguno, calla todos menos el crítico.',
    rules: 'Solo estas reglas (códigos, con comas)',
    ends: 'Hasta',
    endsHint: 'Hasta 24 horas una persona; hasta 14 días con otra que apruebe.',
    reason: 'Motivo',
    reasonHint: 'Se comunica con el silencio. Al menos diez letras.',
    preview: 'Ver qué callaría',
    previewTitle: 'Qué callaría',
    previewAlerts: (count: number) =>
      count === 0
        ? 'Ninguna alerta de ahora.'
        : count === 1
          ? '1 alerta de ahora:'
          : `${count} alertas de ahora:`,
    previewAudiences: 'No se avisaría a',
    previewSecond: 'Necesita que otra persona lo apruebe:',
    put: 'Silenciar ahora',
    propose: 'Proponer a otra persona',
    states: {
      proposed: 'Espera a otra persona',
      active: 'En vigor',
      ended: 'Terminado',
      rejected: 'Rechazado',
    } as Words,
    endReasons: {
      time: 'se cumplió su plazo',
      person: 'lo terminó una persona',
      quiet: 'nada coincidió en 6 horas',
      resolved: 'se resolvió lo que callaba',
      level_raised: 'subió el nivel',
      phase_changed: 'cambió la fase',
    } as Words,
    seconds: {
      longer_than_a_day: 'dura más de un día',
      wider_than_a_municipality: 'abarca más que un municipio',
      silences_critical: 'calla alertas críticas',
    } as Words,
    end: 'Terminar…',
    endConfirm: 'Terminar ahora',
    approve: 'Aprobar',
    reject: 'Rechazar',
    own: 'Usted lo propuso: debe aprobarlo otra persona.',
    everyLevel: 'todos menos crítica',
  },
  en: {
    title: 'Silences',
    lead: 'Which messages are kept back, who decided it, and until when. Silenced alerts stay in view and keep escalating inside Vigía.',
    none: 'No silence in force or proposed',
    noneLine:
      'A silence keeps messages back for a short time, with a reason; the critical level is silenced only if you tick it.',
    ended: 'Ended',
    add: 'New silence',
    process: 'Process',
    territory: 'Place and everything in it',
    levels: 'Levels that it silences',
    levelsHint: 'If you tick none, it silences all but critical.',
    rules: 'Only these rules (codes, with commas)',
    ends: 'Until',
    endsHint: 'Up to 24 hours for one person; up to 14 days with another who approves.',
    reason: 'Reason',
    reasonHint: 'It is told with the silence. At least ten letters.',
    preview: 'See what it would silence',
    previewTitle: 'What it would silence',
    previewAlerts: (count: number) =>
      count === 0 ? 'No alert of now.' : count === 1 ? '1 alert of now:' : `${count} alerts of now:`,
    previewAudiences: 'Would not be told',
    previewSecond: 'Another person has to approve it:',
    put: 'Silence now',
    propose: 'Propose it to another person',
    states: {
      proposed: 'Waits for another person',
      active: 'In force',
      ended: 'Ended',
      rejected: 'Rejected',
    } as Words,
    endReasons: {
      time: 'its time was over',
      person: 'a person ended it',
      quiet: 'nothing matched for 6 hours',
      resolved: 'what it silenced was resolved',
      level_raised: 'the level rose',
      phase_changed: 'the phase changed',
    } as Words,
    seconds: {
      longer_than_a_day: 'it lasts longer than a day',
      wider_than_a_municipality: 'it is wider than a municipality',
      silences_critical: 'it silences critical alerts',
    } as Words,
    end: 'End…',
    endConfirm: 'End now',
    approve: 'Approve',
    reject: 'Reject',
    own: 'You proposed it: another person has to approve it.',
    everyLevel: 'all but critical',
  },
} satisfies Catalogue<object>
