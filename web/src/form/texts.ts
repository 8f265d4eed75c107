// Words of the form, in both languages.
import { type Language, languageFor } from '../texts/language.ts'

const es = {
  title: 'Nueva señal',
  lead: 'Un hecho por señal. No escriba nombres, teléfonos ni números de identidad de personas.',
  other: 'English',
  console: 'Consola',
  signOut: 'Salir y borrar de este equipo',
  signOutSure: (count: number) =>
    `Hay ${count} sin enviar en este equipo. Si sale, se borran y no llegarán. ¿Salir de todos modos?`,
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
  placeHint: 'Nombre sin tildes, o código.',
  when: 'Cuándo',
  whenHint: (zone: string) => `Hora de ${zone}.`,
  precision: 'Exactitud',
  precisions: { minute: 'al minuto', hour: 'a la hora', day: 'solo el día' } as Readonly<
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
    told: 'Me lo contó alguien que estuvo',
    published: 'Radio, prensa o redes',
  } as Readonly<Record<string, string>>,
  root: '¿Cuál? (radio, oficina, organización; nunca una persona)',
  consent: 'La fuente acepta que lo lean',
  consents: {
    internal: 'quienes trabajan en el sistema',
    ombudsman: 'la Defensoría',
    un: 'Naciones Unidas',
    public: 'el público',
  } as Readonly<Record<string, string>>,
  save: 'Guardar y enviar',
  phase: (names: string) => `Fase en vigor entonces: ${names}`,
  noPhase: 'Ninguna fase en vigor entonces.',
  missing: 'Este dato es necesario.',
  choose: 'Elija una opción de la lista.',
  noMatches: 'Sin coincidencias',
  matches: (count: number) => `${count} opciones`,
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
  lead: 'One event per signal. Write no names, telephone numbers or identity numbers of persons.',
  other: 'Español',
  console: 'Console',
  signOut: 'Leave and erase this device',
  signOutSure: (count) =>
    `${count} are not sent yet on this device. If you leave, they are erased and will not arrive. Leave all the same?`,
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
  placeHint: 'Name without accents, or code.',
  when: 'When',
  whenHint: (zone) => `Time of ${zone}.`,
  precision: 'Precision',
  precisions: { minute: 'to the minute', hour: 'to the hour', day: 'the day only' },
  severity: 'Severity',
  severities: [
    'Verbal or minor',
    'Tension',
    'Coercion or disruption',
    'Injuries or grave damage',
    'Death or breakdown',
  ],
  text: 'What is known',
  known: 'How you know it',
  knowns: { seen: 'I saw it', told: 'Somebody who was there told me', published: 'Radio, press or networks' },
  root: 'Which one? (radio, office, organisation; never a person)',
  consent: 'The source agrees that it is read by',
  consents: {
    internal: 'those who work in the system',
    ombudsman: 'the Ombudsman',
    un: 'the United Nations',
    public: 'the public',
  },
  save: 'Save and send',
  phase: (names) => `Phase in force then: ${names}`,
  noPhase: 'No phase in force then.',
  missing: 'This is needed.',
  choose: 'Choose one of the list.',
  noMatches: 'No matches',
  matches: (count) => `${count} options`,
  warnings: {
    email: 'The text seems to hold an e-mail address.',
    number: 'The text seems to hold a telephone or identity number.',
    coordinates: 'The text seems to hold coordinates: use the field «Where».',
    name: 'The text seems to name a person.',
  },
  warnLead: 'Take it out if it is not needed. To save it as it is, press once more.',
  saved: 'Saved on this device.',
  queue: 'Signals of this device',
  queued: (count) => `Not sent: ${count}`,
  allSent: 'All sent.',
  links: {
    unknown: '',
    sending: 'Sending…',
    waiting: 'No connection to Vigía; sent by itself when it returns.',
    signed_out: 'Sign in again to send.',
  },
  states: { queued: 'Waiting', received: 'Received', refused: 'Refused' },
  draft: 'Draft recovered.',
  mend: 'Mend',
  discard: 'Delete',
  clear: 'Take those received off the list',
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
