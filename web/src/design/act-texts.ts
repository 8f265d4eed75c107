// Words of everything that a person does from a page.
import type { Catalogue } from '../texts/catalogue.ts'

export const actTexts = {
  es: {
    notDone: 'No se hizo',
    unknownOutcome:
      'Vigía no respondió: no se sabe si llegó. Lo escrito sigue aquí; envíelo otra vez, no se hará dos veces.',
    request: 'Número de solicitud',
    sending: 'Enviando…',
    cancel: 'Cancelar',
    parts: 'Partes de esta vista',
  },
  en: {
    notDone: 'Not done',
    unknownOutcome:
      'Vigía did not answer: it is not known whether this arrived. Your text is still here; send it again, it will not be done twice.',
    request: 'Request number',
    sending: 'Sending…',
    cancel: 'Cancel',
    parts: 'Parts of this view',
  },
} satisfies Catalogue<object>
