// Help in one page per role, and the words of the console with their codes.
import type { Catalogue } from '../../texts/catalogue.ts'

interface RolePage {
  readonly job: string
  readonly first: readonly string[]
  readonly mind: readonly string[]
}
type Pages = Readonly<Record<string, RolePage>>
type Glossary = readonly (readonly [word: string, code: string, meaning: string])[]

export const helpTexts = {
  es: {
    title: 'Ayuda',
    parts: { role: 'Su trabajo', pages: 'Todas las páginas', roles: 'Otros roles', words: 'Glosario' },
    job: 'Para qué está usted aquí',
    first: 'Qué hacer primero',
    mind: 'Tenga en cuenta',
    start: 'Recorrido de la primera vez: del simulacro a la primera alerta',
    none: 'No hay una página para este rol',
    word: 'Palabra',
    code: 'Código',
    meaning: 'Qué significa',
    caption: 'Palabras de la consola y sus códigos',
    pages: {
      analyst: {
        job: 'Registrar lo que pasa, un hecho por señal, en menos de un minuto.',
        first: [
          'Abra «Nueva señal»: qué pasó, dónde, cuándo, cuán grave y de dónde viene el dato.',
          'Elija el lugar más preciso que se sepa; puede escribirlo sin acentos o usar su código.',
          'Lea lo que Vigía contesta: la fase en vigor y si se parece a otra señal.',
          'Si informa por planilla, «Importar» revisa cada fila antes de guardar nada.',
          'Si en su menú está «Verificación», ahí también califica señales: fuente y contenido, aparte.',
        ],
        mind: [
          'No escriba nombres, teléfonos ni números de identidad en el texto.',
          'El origen es quien vio el hecho, no quien lo repite: así una sola voz no parece muchas.',
          'Si Vigía no respondió, envíe otra vez: no se guarda dos veces.',
        ],
      },
      verifier: {
        job: 'Decidir si cada señal es creíble: fuente y contenido se califican aparte.',
        first: [
          'Trabaje la cola por su reloj: lo más grave y lo más antiguo primero.',
          'Compare las posibles repetidas antes de verificar.',
          'Rechace siempre con un motivo: lo lee quien envió la señal.',
        ],
        mind: [
          '«Aún no se puede juzgar» no es lo mismo que «improbable».',
          'Una corrección no borra: queda como una revisión.',
          'La identidad de una fuente se pide desde su señal, se abre solo con dos personas y queda registrada.',
        ],
      },
      ombudsman: {
        job: 'Entender la alerta, acusar recibo y hacer que alguien actúe.',
        first: [
          'Abra la alerta desde el aviso: qué, dónde, cuán grave y quién debe actuar.',
          'Acuse recibo: detiene los recordatorios, no el registro.',
          'Emita las medidas recomendadas en «Respuesta» y anote lo que contestan.',
          'Al cerrarse, diga en qué terminó: sin eso las reglas no mejoran.',
        ],
        mind: [
          'Nivel y calidad de la evidencia van juntos y nunca en un solo número.',
          'Un silencio calla avisos, no alertas; los largos o amplios los aprueba otra persona.',
          'Califica una medida alguien de fuera de quien debía cumplirla.',
          'Un boletín lo publica otra persona que quien lo compuso, lo escribió o lo propuso.',
          'Quien aprueba leer una identidad no la ve: mire en «Identidades» para qué se pide, y por qué.',
        ],
      },
      un_liaison: {
        job: 'Decidir qué se transmite, con dos líneas y un mapa.',
        first: [
          'Lea la alerta y su marcado: dice a quién puede llegar.',
          'Confirme que la recibió; eso no detiene el reloj de quien debe actuar.',
          'Deje un comentario si tiene información propia.',
        ],
        mind: ['Lo que ve depende de lo que las personas consintieron compartir.'],
      },
      rules_admin: {
        job: 'Cambiar reglas sin miedo: ver el efecto antes, y que otra persona apruebe.',
        first: [
          'Abra la regla, «Cambiar»: formulario y YAML son el mismo texto.',
          'Mire qué alertas habría ganado o perdido sobre la historia.',
          'Guarde, ejecute las pruebas y proponga con un motivo.',
          'Otra persona compara la diferencia y decide con un comentario.',
        ],
        mind: [
          'Nadie aprueba lo que escribió o propuso.',
          'Una regla dudosa se prueba en paralelo: no avisa a nadie.',
          'Cerca de la jornada los cambios quedan congelados.',
        ],
      },
      system_admin: {
        job: 'Mantener Vigía en pie y las cuentas al día, sin ver contenidos.',
        first: [
          'Mire «Salud»: dice si un aviso llegaría ahora.',
          'Pruebe cada canal y espere el acuse.',
          'Invite a las personas y dé permisos con plazo; quite los que sobran.',
        ],
        mind: [
          'Un token se muestra una sola vez.',
          '«Cerrar todo» termina las sesiones y tokens de una oficina al instante.',
          'Los permisos de administración los aprueba otra persona.',
        ],
      },
      auditor: {
        job: 'Comprobar que el registro no se cambió y que las reglas de acceso se cumplen.',
        first: [
          'Busque un acto y compruebe su prueba: el cálculo se hace en este equipo.',
          'Guarde los sellos fuera de Vigía; viajan en correos y canales públicos.',
          'Descargue el registro y compruébelo con «vigia audit verify».',
          'Cada semana, mire en «Identidades» quién leyó una, y pregunte por lo que abrió una sola persona.',
        ],
        mind: ['El registro guarda números y códigos, no textos ni identidades.'],
      },
      intake_token: {
        job: 'Enviar señales, y nada más: este token no lee.',
        first: ['Abra «Nueva señal» y envíe un hecho por señal.'],
        mind: ['Si pierde el teléfono, avise: el token se revoca en segundos.'],
      },
    } as Pages,
    glossary: [
      ['Señal', 'signal', 'Un hecho informado, con su fuente, lugar y hora.'],
      ['Factor endógeno', 'en.*', 'Riesgo que nace del propio proceso electoral.'],
      ['Factor exógeno', 'ex.*', 'Riesgo de fuera del proceso: economía, grupos armados, clima.'],
      ['Proceso', 'process', 'Una elección con su calendario, de la convocatoria a la posesión.'],
      ['Fase', 'phase', 'Una de las ocho partes del ciclo electoral.'],
      ['Ventana', 'window', 'Un tramo del calendario dentro de una fase, como el silencio o la jornada.'],
      ['Hito', 'milestone', 'Una fecha del calendario que las reglas pueden nombrar.'],
      ['Regla', 'rule', 'Qué señales se miran, qué se cuenta y desde cuándo se avisa.'],
      ['Medición', 'measures', 'Un número que una regla calcula y compara con un umbral.'],
      ['Medida', 'action', 'Lo que se recomienda a una institución ante una alerta, o lo que hizo.'],
      ['Nivel', 'level', 'Informativa, vigilancia, alta o crítica.'],
      ['Alerta', 'alert', 'Lo que abre una regla cuando su condición se cumple en un lugar.'],
      ['Envío', 'delivery', 'Un aviso a un destinatario por un canal, con su resultado.'],
      ['Acuse', 'acknowledgement', 'Una persona se hace cargo de la alerta, con su nombre.'],
      ['Acción', 'action', 'Lo que se pide a una institución o se hizo, con plazo y evidencia.'],
      ['Silencio', 'silence', 'Retiene avisos por un tiempo, con motivo; la alerta sigue a la vista.'],
      ['Desenlace', 'outcome', 'En qué terminó la alerta: con daño, evitada o falsa alarma.'],
      ['Sello', 'checkpoint', 'Firma que cubre todos los actos anteriores del registro.'],
    ] as Glossary,
  },
  en: {
    title: 'Help',
    parts: { role: 'Your work', pages: 'All pages', roles: 'Other roles', words: 'Glossary' },
    job: 'What you are here for',
    first: 'What to do first',
    mind: 'Keep in mind',
    start: 'First-time tour: from the exercise to the first alert',
    none: 'There is no page for this role',
    word: 'Word',
    code: 'Code',
    meaning: 'What it means',
    caption: 'Words of the console and their codes',
    pages: {
      analyst: {
        job: 'Record what happens, one event per signal, in less than a minute.',
        first: [
          'Open “New signal”: what happened, where, when, how severe, and where it comes from.',
          'Choose the most exact place that is known; you may write it without accents, or use its code.',
          'Read what Vigía answers: the phase in force, and whether it resembles another signal.',
          'If you report by spreadsheet, “Import” checks each row before anything is stored.',
          'If “Verification” is in your menu, you also grade signals there: source and content apart.',
        ],
        mind: [
          'Write no names, phones or identity numbers in the text.',
          'The origin is who saw it, not who repeats it: so one voice does not look like many.',
          'If Vigía did not answer, send it again: it is not stored twice.',
        ],
      },
      verifier: {
        job: 'Decide whether each signal is credible: source and content are graded apart.',
        first: [
          'Work the queue by its clock: the gravest and the oldest first.',
          'Compare likely duplicates before you verify.',
          'Always reject with a reason: whoever sent the signal reads it.',
        ],
        mind: [
          '“Cannot be judged yet” is not the same as “improbable”.',
          'A correction erases nothing: it stays as a revision.',
          'The identity of a source is asked for from its signal, opened by two people only, and recorded.',
        ],
      },
      ombudsman: {
        job: 'Understand the alert, acknowledge it, and get somebody to act.',
        first: [
          'Open the alert from the message: what, where, how severe, and who must act.',
          'Acknowledge it: that stops reminders, not the record.',
          'Issue the recommended measures in “Response” and note what they answer.',
          'When it closes, say how it ended: rules cannot improve without that.',
        ],
        mind: [
          'Level and quality of evidence stand together and never in one number.',
          'A silence keeps messages back, not alerts; long or wide ones need another person.',
          'Somebody outside of who was asked rates a measure.',
          'A bulletin is published by another person than who composed, wrote or proposed it.',
          'Whoever approves the reading of an identity does not see it: look under “Identities” what for, and why.',
        ],
      },
      un_liaison: {
        job: 'Decide what is passed on, from two lines and a map.',
        first: [
          'Read the alert and its marking: it says whom it may reach.',
          'Confirm that you received it; that does not stop the clock of who must act.',
          'Leave a comment if you know something of your own.',
        ],
        mind: ['What you see depends on what people agreed to share.'],
      },
      rules_admin: {
        job: 'Change rules without fear: see the effect first, and have another person approve.',
        first: [
          'Open the rule, “Change”: form and YAML are one text.',
          'See which alerts would have been won or lost over history.',
          'Save, run the tests, and propose it with a reason.',
          'Another person compares the difference and decides with a comment.',
        ],
        mind: [
          'Nobody approves what they wrote or proposed.',
          'A doubtful rule runs on trial: it tells nobody.',
          'Near election day changes are frozen.',
        ],
      },
      system_admin: {
        job: 'Keep Vigía up and its accounts in order, without seeing content.',
        first: [
          'Look at “Health”: it says whether a warning would arrive now.',
          'Test each channel and wait for the receipt.',
          'Invite people and give grants with an end; take away those that are not needed.',
        ],
        mind: [
          'A token is shown once only.',
          '“Close all” ends the sessions and tokens of an office at once.',
          'Another person approves grants of administration.',
        ],
      },
      auditor: {
        job: 'Verify that the log was not changed and that the rules of access are kept.',
        first: [
          'Find an act and verify its proof: it is computed on this device.',
          'Keep checkpoints outside of Vigía; they travel in mails and public feeds.',
          'Download the log and verify it with “vigia audit verify”.',
          'Each week look under “Identities” who read one, and ask about what one person opened alone.',
        ],
        mind: ['The log holds numbers and codes, no texts and no identities.'],
      },
      intake_token: {
        job: 'Send signals, and nothing else: this token does not read.',
        first: ['Open “New signal” and send one event per signal.'],
        mind: ['If you lose the phone, say so: the token is revoked within seconds.'],
      },
    } as Pages,
    glossary: [
      ['Signal', 'signal', 'A reported event, with its source, place and time.'],
      ['Endogenous factor', 'en.*', 'Risk that comes from the electoral process itself.'],
      ['Exogenous factor', 'ex.*', 'Risk from outside of the process: economy, armed groups, hazards.'],
      ['Process', 'process', 'An election with its calendar, from the call to taking office.'],
      ['Phase', 'phase', 'One of the eight parts of the electoral cycle.'],
      ['Window', 'window', 'A stretch of the calendar within a phase, such as election day.'],
      ['Milestone', 'milestone', 'A date of the calendar that rules can name.'],
      ['Rule', 'rule', 'Which signals are looked at, what is counted, and from when people are warned.'],
      ['Measurement', 'measures', 'A number that a rule computes and compares with a threshold.'],
      ['Measure', 'action', 'What an institution is recommended to do about an alert, or has done.'],
      ['Level', 'level', 'Informative, watch, warning or critical.'],
      ['Alert', 'alert', 'What a rule opens when its condition holds in a place.'],
      ['Delivery', 'delivery', 'A message to a recipient by a channel, with its result.'],
      ['Acknowledgement', 'acknowledgement', 'A person takes the alert, by name.'],
      ['Action', 'action', 'What an institution is asked for or what was done, with due date and evidence.'],
      ['Silence', 'silence', 'Keeps messages back for a time, with a reason; the alert stays in view.'],
      ['Outcome', 'outcome', 'How the alert ended: with harm, averted, or a false alarm.'],
      ['Checkpoint', 'checkpoint', 'A signature that covers all earlier acts of the log.'],
    ] as Glossary,
  },
} satisfies Catalogue<object>
