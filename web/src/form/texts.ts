// Words of the form, in both languages.
import { type Language, languageFor } from '../texts/language.ts'

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many)

const es = {
  title: 'Nueva señal',
  lead: 'Un hecho por señal. No escriba nombres, teléfonos ni números de identidad de personas.',
  other: 'English',
  console: 'Consola',
  signOut: 'Salir y borrar mis señales de este equipo',
  signOutSure: (count: number) =>
    plural(
      count,
      'Hay una señal sin enviar en este equipo. Si sale, se borra y no llegará. ¿Salir de todos modos?',
      `Hay ${count} señales sin enviar en este equipo. Si sale, se borran y no llegarán. ¿Salir de todos modos?`,
    ),
  exercise: 'SIMULACRO',
  token: 'Token de acceso',
  tokenHint: 'Se guarda cifrado en este equipo. Si ya ingresó en la consola, no hace falta.',
  enter: 'Ingresar',
  tokenWrong: 'El token no es válido, venció, o no permite enviar señales.',
  noLine: 'No hay conexión. La primera vez hace falta para conocer los lugares y las categorías.',
  ended: 'La sesión terminó. Lo que escribió sigue aquí; ingrese para seguir enviando.',
  insecure: 'Este equipo no puede guardar señales cifradas: abra la página por https.',
  category: 'Qué pasó',
  place: 'Dónde',
  placeHint: 'Departamento, provincia o municipio, con o sin tildes, o su código.',
  when: 'Cuándo',
  whenHint: (zone: string, at: string) => (at === '' ? `Hora de ${zone}.` : `${at}, hora de ${zone}.`),
  precision: 'Exactitud',
  precisions: { minute: 'Al minuto', hour: 'A la hora', day: 'Solo el día' } as Readonly<
    Record<string, string>
  >,
  severity: 'Severidad',
  severities: [
    'Verbal o menor',
    'Tensión',
    'Coerción o interrupción',
    'Lesiones o daño grave',
    'Muerte o ruptura',
  ],
  text: 'Qué se sabe',
  known: 'Cómo lo sabe',
  knowns: {
    seen: 'Lo presencié',
    told: 'Me lo contó alguien que estuvo allí',
    published: 'Radio, prensa o redes sociales',
  } as Readonly<Record<string, string>>,
  root: '¿Cuál? (radio, oficina, organización; nunca una persona)',
  consent: 'La fuente acepta que lo lean',
  consentHint:
    'Los dos primeros vienen marcados: quite la marca si la fuente no está de acuerdo. Sin marca, esta señal no se muestra a Naciones Unidas ni al público.',
  consents: {
    internal: 'Quienes trabajan en el sistema',
    ombudsman: 'La Defensoría',
    un: 'Naciones Unidas',
    public: 'El público',
  } as Readonly<Record<string, string>>,
  save: 'Guardar y enviar',
  phase: (names: string, count: number) =>
    `${plural(count, 'Fase', 'Fases')} en vigor en esa fecha: ${names}`,
  noPhase: 'Ninguna fase en vigor en esa fecha.',
  missing: 'Este dato es necesario.',
  choose: 'Elija una opción de la lista.',
  noMatches: 'Sin coincidencias',
  matches: (count: number) => `${count} ${plural(count, 'opción', 'opciones')}`,
  warnings: {
    email: 'El texto parece tener un correo.',
    number: 'El texto parece tener un teléfono o un número de identidad.',
    coordinates: 'El texto parece tener coordenadas: use el campo «Dónde».',
    name: 'El texto parece nombrar a una persona.',
  } as Readonly<Record<string, string>>,
  warnLead: 'Quítelo si no hace falta. Para guardar así, pulse otra vez.',
  saved: 'Guardada en este equipo.',
  queue: 'Señales de este equipo',
  queued: (count: number) => `Sin enviar: ${count}`,
  allSent: 'Todo enviado.',
  noneYet: 'Aquí verá las señales que guarde en este equipo.',
  links: {
    unknown: '',
    sending: 'Enviando…',
    waiting: 'Sin conexión con Vigía; se envía solo cuando vuelva.',
    signed_out: 'Debe ingresar de nuevo para enviar.',
  } as Readonly<Record<string, string>>,
  states: { queued: 'En cola', received: 'Recibida', refused: 'Rechazada' } as Readonly<
    Record<string, string>
  >,
  draft: 'Borrador recuperado.',
  mend: 'Corregir',
  discard: 'Borrar',
  clear: 'Quitar las recibidas de la lista',
  full: 'Este equipo guarda ya 5000 señales sin enviar. Conéctese antes de registrar otra.',
  space: 'Queda poco espacio en este equipo. Conéctese pronto para enviar.',
  notStored: 'Este equipo no pudo guardar la señal. No se perdió: sigue en el formulario.',
}

const en: typeof es = {
  title: 'New signal',
  lead: 'One event per signal. Do not write names, phone numbers or identity numbers of people.',
  other: 'Español',
  console: 'Console',
  signOut: 'Sign out and delete my signals from this device',
  signOutSure: (count) =>
    plural(
      count,
      'One signal on this device has not been sent. If you sign out, it is deleted and will not arrive. Sign out all the same?',
      `${count} signals on this device have not been sent. If you sign out, they are deleted and will not arrive. Sign out all the same?`,
    ),
  exercise: 'EXERCISE',
  token: 'Access token',
  tokenHint: 'Kept encrypted on this device. Not needed if you are signed in to the console.',
  enter: 'Sign in',
  tokenWrong: 'The token is not valid, has ended, or may not send signals.',
  noLine: 'There is no connection. The first time it is needed, to learn the places and categories.',
  ended: 'The session has ended. What you wrote is still here; sign in to go on sending.',
  insecure: 'This device cannot keep signals encrypted: open the page over https.',
  category: 'What happened',
  place: 'Where',
  placeHint: 'Department, province or municipality, with or without accents, or its code.',
  when: 'When',
  whenHint: (zone, at) => (at === '' ? `${zone} time.` : `${at}, ${zone} time.`),
  precision: 'Precision',
  precisions: { minute: 'To the minute', hour: 'To the hour', day: 'The day only' },
  severity: 'Severity',
  severities: [
    'Verbal or minor',
    'Tension',
    'Coercion or disruption',
    'Injuries or serious damage',
    'Death or breakdown',
  ],
  text: 'What is known',
  known: 'How you know it',
  knowns: {
    seen: 'I saw it',
    told: 'Somebody who was there told me',
    published: 'Radio, press or social media',
  },
  root: 'Which one? (radio, office, organisation; never a person)',
  consent: 'The source agrees that it may be read by',
  consentHint:
    'The first two are ticked from the start: untick them if the source does not agree. Without a tick this signal is not shown to the United Nations or the public.',
  consents: {
    internal: 'Those who work in the system',
    ombudsman: 'The Ombudsman',
    un: 'The United Nations',
    public: 'The public',
  },
  save: 'Save and send',
  phase: (names, count) => `${plural(count, 'Phase', 'Phases')} in force on that date: ${names}`,
  noPhase: 'No phase in force on that date.',
  missing: 'This is needed.',
  choose: 'Choose one of the list.',
  noMatches: 'No matches',
  matches: (count) => `${count} ${plural(count, 'option', 'options')}`,
  warnings: {
    email: 'The text seems to hold an e-mail address.',
    number: 'The text seems to hold a telephone or identity number.',
    coordinates: 'The text seems to hold coordinates: use the field «Where».',
    name: 'The text seems to name a person.',
  },
  warnLead: 'Take it out if it is not needed. To save it as it is, press once more.',
  saved: 'Saved on this device.',
  queue: 'Signals on this device',
  queued: (count) => `Not sent: ${count}`,
  allSent: 'All sent.',
  noneYet: 'The signals you save on this device will show here.',
  links: {
    unknown: '',
    sending: 'Sending…',
    waiting: 'No connection to Vigía; they go out by themselves when it returns.',
    signed_out: 'Sign in again to send.',
  },
  states: { queued: 'Waiting', received: 'Received', refused: 'Refused' },
  draft: 'Draft recovered.',
  mend: 'Correct',
  discard: 'Delete',
  clear: 'Take the received ones off the list',
  full: 'This device keeps 5000 signals that are not sent. Connect before filing another one.',
  space: 'There is little room left on this device. Connect soon to send.',
  notStored: 'This device could not keep the signal. It is not lost: it is still in the form.',
}

export type FormTexts = typeof es
const kept = 'vigia.language'

export function language(): Language {
  return languageFor(localStorage.getItem(kept))
}

export function setLanguage(next: Language): void {
  localStorage.setItem(kept, next)
}

export function texts(): FormTexts {
  return language() === 'en' ? en : es
}
