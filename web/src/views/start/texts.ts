// Words of the first tour.
import type { Catalogue } from '../../texts/catalogue.ts'

export const startTexts = {
  es: {
    title: 'Primera vez: de una señal a la primera alerta',
    lead: 'Un recorrido de dos minutos por el simulacro. Nada sale de este equipo.',
    done: 'Hecho',
    open: 'Por hacer',
    unseen: 'Su rol no ve este paso',
    exercise: 'Un simulacro está abierto',
    exerciseLine: 'En el primer arranque Vigía abre un proceso de simulacro con la campaña en curso.',
    signals: 'Envíe tres señales de orígenes distintos en el mismo lugar',
    signalsLine:
      'Con el token de analista: «Amenaza» contra una candidatura, severidad 3, y un origen distinto en cada una.',
    signalsLink: 'Nueva señal',
    alert: 'La regla dispara la primera alerta',
    alertLine: 'Con el token de la Defensoría: la alerta aparece sola; lea por qué se disparó.',
    alertLink: 'Alertas',
    answer: 'Acuse recibo y emita una medida',
    answerLine: 'El acuse detiene los recordatorios. La medida queda en «Respuesta» con su plazo.',
    answerLink: 'Respuesta',
    tokens:
      'Los tokens de cada rol están en `first-run.json`, en la carpeta de datos. Para cambiar de rol, salga e ingrese con otro.',
    real: 'Para trabajo real',
    realLine: 'Lo demás está en `docs/operations`. El simulacro nunca se mezcla con lo real.',
    exerciseTour: 'El simulacro',
    account: 'Entre con su nombre: la primera cuenta de administración',
    accountLine:
      'Se invita en el equipo donde corre Vigía, con quien tiene acceso a él; la invitación vale 15 minutos, una vez. Invite también a una segunda persona.',
    accountCommand: 'npx vigia people first-admin --name "Nombre Apellido" --handle nombre',
    accountLink: 'Registrarse con la invitación',
    passkey: 'Cree una llave de acceso',
    passkeyLine: 'Abre la sesión sin contraseña y no se puede entregar por error. Conviene una por equipo.',
    passkeyLink: 'Mi cuenta',
    channel: 'Compruebe que un aviso llega',
    channelLine:
      'Mande una prueba por cada vía de aviso. Queda comprobada cuando quien la recibe pulsa su enlace.',
    channelLink: 'Canales',
    help: 'Ayuda de su rol',
  },
  en: {
    title: 'First time: from a signal to the first alert',
    lead: 'A two-minute tour of the exercise. Nothing leaves this machine.',
    done: 'Done',
    open: 'To do',
    unseen: 'Your role cannot see this step',
    exercise: 'An exercise is open',
    exerciseLine: 'At the first start Vigía opens an exercise process whose campaign is running.',
    signals: 'Send three signals of different origins in the same place',
    signalsLine:
      'With the analyst’s token: “Threat” against a candidate, severity 3, and a different origin in each.',
    signalsLink: 'New signal',
    alert: 'The rule fires the first alert',
    alertLine: 'With the Ombudsman’s token: the alert appears by itself; read why it fired.',
    alertLink: 'Alerts',
    answer: 'Acknowledge it and issue a measure',
    answerLine: 'The acknowledgement stops reminders. The measure stands in “Response” with its due date.',
    answerLink: 'Response',
    tokens:
      'The tokens of each role are in `first-run.json`, in the data folder. To change roles, sign out and sign in with another.',
    real: 'For real work',
    realLine: 'The rest is in `docs/operations`. The exercise never mixes with what is real.',
    exerciseTour: 'The exercise',
    account: 'Sign in as yourself: the first administration account',
    accountLine:
      'Invited at the machine where Vigía runs, by whoever has access to it; the invitation is good for 15 minutes, once. Invite a second person as well.',
    accountCommand: 'npx vigia people first-admin --name "Name Surname" --handle name',
    accountLink: 'Enrol with the invitation',
    passkey: 'Create a passkey',
    passkeyLine:
      'It opens the session without a password and cannot be given away by mistake. One for each device is best.',
    passkeyLink: 'My account',
    channel: 'Prove that a message arrives',
    channelLine:
      'Send a test by each way of telling people. It is proven once whoever receives it presses its link.',
    channelLink: 'Channels',
    help: 'Help for your role',
  },
} satisfies Catalogue<object>
