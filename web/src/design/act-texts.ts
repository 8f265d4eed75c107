// Words of everything that a person does from a page.
import type { Catalogue } from '../texts/catalogue.ts'

export const actTexts = {
  es: {
    notDone: 'No se hizo',
    unknownOutcome:
      'Vigía no respondió: no se sabe si llegó. Lo escrito sigue aquí; envíelo otra vez, no se hará dos veces.',
    request: 'Número de solicitud',
    parts: 'Partes de esta vista',
    copy: 'Copiar',
    copied: 'Copiado.',
    hide: 'Ya lo guardé; ocultar',
    reason: 'Motivo',
    reasonHint: 'Queda en el registro con su nombre.',
  },
  en: {
    notDone: 'Not done',
    unknownOutcome:
      'Vigía did not answer: it is not known whether this arrived. Your text is still here; send it again, it will not be done twice.',
    request: 'Request number',
    parts: 'Parts of this view',
    copy: 'Copy',
    copied: 'Copied.',
    hide: 'I kept it; hide it',
    reason: 'Reason',
    reasonHint: 'It stays in the record with your name.',
  },
} satisfies Catalogue<object>
