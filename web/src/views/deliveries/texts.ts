// Words of the view of deliveries.
import type { Catalogue } from '../../texts/catalogue.ts'
import { detailsEn, detailsEs } from './details.ts'

export const deliveriesTexts = {
  es: {
    title: 'Envíos',
    parts: { dead: 'Sin entregar', all: 'Todos', exclusions: 'Exclusiones' },
    deadLead:
      'Envíos que terminaron sin éxito. Quedan aquí hasta que alguien los reintente o los descarte con un motivo.',
    none: 'No hay envíos fallidos por atender.',
    noneAll: 'Ningún envío con estos filtros',
    noneAllLine: 'Aquí aparece cada aviso, a quién, por dónde y con qué resultado.',
    caption: 'Envíos',
    who: 'Destinatario',
    channel: 'Canal',
    result: 'Resultado',
    detail: 'Último intento',
    when: 'Cuándo',
    alert: 'Alerta',
    open: 'Abrir',
    attempts: (count: number) => (count === 1 ? '1 intento' : `${count} intentos`),
    details: detailsEs,
    challenge: (word: string) => `prueba de la dirección: ${word}`,
    retry: 'Reintentar…',
    retryConfirm: 'Reintentar ahora',
    clear: 'Descartar…',
    clearConfirm: 'Descartar de la lista',
    all: 'Todos',
    exclusionsLead: 'A quién no se avisó, o se avisó sin detalles, por conflicto de interés.',
    noneExcluded: 'Nadie fue excluido',
    noneExcludedLine: 'Aparece aquí quien pertenece a la institución del presunto actor.',
    institution: 'Institución',
    form: 'Qué se hizo',
    forms: { leave_out: 'no se le avisó', redact: 'recibió la versión sin detalles' } as Readonly<
      Record<string, string>
    >,
    refusals: {
      DELIVERY_NOT_DEAD: 'Ya no está sin entregar: alguien lo reintentó o lo descartó.',
    } as Readonly<Record<string, string>>,
  },
  en: {
    title: 'Deliveries',
    parts: { dead: 'Not delivered', all: 'All', exclusions: 'Exclusions' },
    deadLead:
      'Deliveries that ended without success. They stay here until somebody retries or clears them with a reason.',
    none: 'There are no failed deliveries to see to.',
    noneAll: 'No deliveries with these filters',
    noneAllLine: 'Each message appears here: to whom, by which way, and how it ended.',
    caption: 'Deliveries',
    who: 'Recipient',
    channel: 'Channel',
    result: 'Result',
    detail: 'Last try',
    when: 'When',
    alert: 'Alert',
    open: 'Open',
    attempts: (count: number) => (count === 1 ? '1 try' : `${count} tries`),
    details: detailsEn,
    challenge: (word: string) => `challenge of the endpoint: ${word}`,
    retry: 'Retry…',
    retryConfirm: 'Retry now',
    clear: 'Clear…',
    clearConfirm: 'Take off the list',
    all: 'All',
    exclusionsLead: 'Who was not told, or told without details, because of a conflict of interest.',
    noneExcluded: 'Nobody was left out',
    noneExcludedLine: 'Whoever belongs to the institution of the alleged actor appears here.',
    institution: 'Institution',
    form: 'What was done',
    forms: { leave_out: 'was not told', redact: 'got the version without details' } as Readonly<
      Record<string, string>
    >,
    refusals: {
      DELIVERY_NOT_DEAD: 'It is not undelivered any more: somebody retried or cleared it.',
    } as Readonly<Record<string, string>>,
  },
} satisfies Catalogue<object>
