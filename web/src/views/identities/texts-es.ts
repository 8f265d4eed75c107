// The view of identities in Spanish: who asked to read them, who did, what may not be destroyed, how long the rest is kept.
type Words = Readonly<Record<string, string>>

export const es = {
  title: 'Identidades de las fuentes',
  lead: 'Quién está detrás de una señal se lee solo si dos personas están de acuerdo (en una emergencia una sola, con aviso a las demás), durante un cuarto de hora. Cada lectura se registra antes de mostrarse.',
  parts: {
    requests: 'Solicitudes',
    record: 'Lecturas',
    holds: 'Retenciones legales',
    keeping: 'Conservación',
  },
  you: 'usted',
  person: 'Persona',
  signal: 'Señal',
  noReview: 'Su permiso no alcanza para ver esta lista',
  noReviewLine: 'Falta «identity:review». Pídalo a quien administra los permisos de su oficina.',
  ask: 'Pedir leer una identidad',
  askSignal: 'Número de la señal',
  askSignalHint: 'Lo más simple: en Verificación, abrir la señal y elegir «Pedir su identidad».',
  notId: 'Un número de señal tiene 36 caracteres, como 018f6d2e-0000-7000-8000-000000000001.',
  known: (count: number) =>
    count === 0
      ? 'Con esta señal no llegó ninguna identidad: no hay nada que pedir.'
      : count === 1
        ? 'Con esta señal llegó una identidad.'
        : `Con esta señal llegaron ${count} identidades.`,
  knownShredded: (count: number) =>
    count === 1
      ? 'Una ya fue destruida y nadie puede leerla.'
      : `${count} ya fueron destruidas y nadie puede leerlas.`,
  knownHeld: 'Está bajo una retención legal.',
  purpose: 'Para qué',
  purposes: {
    protection: 'Proteger a la persona',
    verification: 'Verificar lo que dijo',
    consent: 'Preguntarle por su consentimiento',
    legal_duty: 'Cumplir un deber legal',
  } as Words,
  explanation: 'Por qué hace falta',
  explanationHint: 'Sin nombres. Lo lee quien aprueba, y queda en el registro. Al menos diez letras.',
  emergency: 'Es una emergencia: no hay tiempo para otra persona',
  emergencyHint:
    'Se abre de inmediato por 15 minutos y se avisa a todas las personas con derecho sobre las fuentes.',
  askSend: 'Pedir a otra persona',
  askOpen: 'Abrir ahora y avisar a todos',
  asked: 'Pedido. Espera a otra persona; vence en un día.',
  askedOpen: 'Abierto por 15 minutos. Se avisó a todas las personas con derecho sobre las fuentes.',
  waiting: 'Esperan a otra persona',
  open: 'Abiertas ahora',
  past: 'Anteriores',
  none: 'Ninguna solicitud',
  noneLine:
    'Aquí aparecerá quién pidió leer una identidad, por qué, quién lo aprobó y cuántas veces se leyó.',
  states: {
    ended: 'Terminada',
    refused: 'Rechazada',
    lapsed: 'Venció sin decisión',
  } as Words,
  emergencyTag: 'Emergencia, abierta por una persona',
  askedBy: 'Pidió',
  approvedBy: 'Aprobó',
  until: 'Abierta hasta',
  left: (minutes: number) =>
    minutes === 0
      ? 'Queda menos de un minuto'
      : minutes === 1
        ? 'Queda 1 minuto'
        : `Quedan ${minutes} minutos`,
  wasOpen: 'Abierta del',
  reads: (count: number) =>
    count === 0 ? 'Sin lecturas' : count === 1 ? '1 identidad leída' : `${count} identidades leídas`,
  approve: 'Aprobar 15 minutos',
  reject: 'Rechazar',
  own: 'Usted lo pidió: debe decidir otra persona.',
  note: 'Nota para el registro (no obligatoria)',
  read: 'Leer ahora',
  readHint: 'La lectura queda registrada antes de que se muestre algo.',
  opened: 'Identidad',
  openedLine:
    'Solo aquí. Se oculta al terminar el tiempo y al cambiar de pestaña; leerla otra vez queda otra vez en el registro. No la copie donde otros la vean.',
  hide: 'Ocultar',
  away: {
    hidden: 'Se ocultó.',
    over: 'Se ocultó: terminó el tiempo.',
    left: 'Se ocultó porque dejó esta página.',
  },
  sealedLine:
    'Sellada a las personas verificadoras: este servidor no puede leerla. Descárguela y ábrala en su equipo con «vigia keys open».',
  sealedSave: 'Descargar lo sellado',
  shreddedLine: 'Destruida: nadie puede leerla.',
  noFields: 'No llegó ningún dato.',
  fields: {
    name: 'Nombre',
    phone: 'Teléfono',
    email: 'Correo',
    document: 'Documento',
    address: 'Dirección',
    note: 'Nota',
    sealed: 'Sellado por quien lo envió',
  } as Words,
  recordCaption: 'Identidades leídas, de la más reciente a la más antigua',
  recordHeads: {
    at: 'Cuándo',
    person: 'Leyó',
    approver: 'Aprobó',
    purpose: 'Para qué',
    fields: 'Datos',
    signal: 'Señal',
  },
  noReads: 'Nadie ha leído una identidad',
  noReadsLine: 'Cada lectura aparecerá aquí, anotada antes de mostrarse.',
  byOne: 'una sola persona',
  notices: 'Avisos',
  noticesLine: 'Lo que se comunicó a quienes cuidan las fuentes.',
  noNotices: 'Ningún aviso.',
  noticeKinds: {
    emergency: 'Identidad abierta en una emergencia',
    opened: 'Identidad abierta con la aprobación de otra persona',
  } as Words,
  noticeOffices: { emergency: 'Abrió', opened: 'Aprobó' } as Words,
  hold: 'Poner una retención legal',
  holdThis: 'Retención legal…',
  holdLead: 'Mientras esté vigente, nada de lo que cubre se destruye: ni por una persona ni por el plazo.',
  holdKind: 'Qué cubre',
  kinds: { identity: 'Una identidad', signal: 'Una señal', process: 'Un proceso electoral' } as Words,
  holdTarget: { identity: 'Número de la identidad', signal: 'Número de la señal', process: 'Proceso' },
  holdSignalHint: 'Lo más simple: en Solicitudes o en Lecturas, elegir «Retención legal…».',
  reason: 'Motivo',
  reasonHint: 'Sin nombres. Al menos diez letras.',
  holdPut: 'Poner la retención',
  holdsStanding: 'Vigentes',
  holdsPast: 'Levantadas',
  noHolds: 'Ninguna retención vigente',
  noHoldsLine: 'Sin retención, cada identidad se destruye al cumplirse el plazo.',
  placedBy: 'Puesta por',
  liftedBy: 'Levantada por',
  lift: 'Levantar',
  liftOwn: 'Usted la puso: debe levantarla otra persona.',
  keepingNow: (days: string) =>
    `Las identidades se guardan ${days} días después de cerrado el último proceso electoral de la señal.`,
  keepingDefault: 'Es el plazo predeterminado; nadie lo ha cambiado.',
  keepingSince: 'Rige desde',
  keepingLine:
    'Después se destruyen sus llaves y nadie puede leerlas, salvo que haya una retención legal. La señal queda.',
  keepingWaiting: 'Cambios que esperan a otra persona',
  noWaiting: 'Ningún cambio propuesto.',
  days: (days: string) => `${days} días`,
  proposedBy: 'Propuso',
  lapses: 'Vence',
  propose: 'Proponer otro plazo',
  proposeDays: 'Días',
  proposeDaysHint: 'De 1 a 3.650.',
  proposeSend: 'Proponer a otra persona',
  agree: 'Aprobar el plazo',
  proposeOwn: 'Usted lo propuso: debe decidir otra persona.',
  refusals: {
    ACCESS_TWO_PERSON_SAME_PERSON: 'Debe hacerlo otra persona.',
    SOURCE_IDENTITY_NONE: 'Con esa señal no llegó ninguna identidad.',
    SIGNAL_UNKNOWN: 'No hay una señal con ese número que usted pueda ver.',
    SOURCE_ACCESS_ENDED: 'Ya terminó o venció. Si hace falta, pídalo otra vez.',
    SOURCE_ACCESS_WAITING: 'Todavía no lo aprobó otra persona.',
    SOURCE_HOLD_LIFTED: 'Ya fue levantada.',
    PROPOSAL_DECIDED: 'Ya fue decidido.',
    PROPOSAL_EXPIRED: 'Esperó demasiado. Hay que proponerlo otra vez.',
    VAULT_KEYS_MISSING: 'Este servidor no tiene las llaves con que se leen las identidades.',
  } as Words,
}
