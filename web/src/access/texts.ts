// Words of showing who one is: passkey, password, code; shared by signing in, enrolment, proof anew and the own account.
import type { Catalogue } from '../texts/catalogue.ts'

type Words = Readonly<Record<string, string>>

export const accessTexts = {
  es: {
    usePasskey: 'Usar llave de acceso',
    passkeyLine: 'La huella, el rostro o el PIN de este equipo, o una llave conectada.',
    password: 'Contraseña',
    code: 'Código de la aplicación',
    codeHint: 'Seis cifras de la aplicación de códigos. Sin el teléfono: un código de recuperación.',
    checking: 'Comprobando…',
    noAnswer: 'Vigía no respondió. Revise la conexión y vuelva a intentar.',
    notLeft: 'Vigía no respondió: la sesión sigue abierta. Vuelva a salir.',
    missing: 'Complete los campos que faltan.',
    key: {
      cancelled: 'No se usó ninguna llave: se canceló o pasó el tiempo.',
      unsupported:
        'Este navegador no puede usar llaves de acceso en esta dirección. Use otro navegador, o https.',
      address: 'En esta dirección no hay llaves de acceso: en el mismo equipo abra http://localhost.',
      known: 'Este equipo ya tiene una llave de esta cuenta.',
    },
    refusals: {
      AUTH_SIGN_IN_REFUSED:
        'No se reconoció a nadie. Revise lo que escribió; un código sirve una sola vez. Si continúa, pregunte a quien administra si la cuenta está activa.',
      RATE_SIGN_IN: 'Demasiados intentos fallidos. Espere un minuto e intente otra vez.',
      AUTH_PASSKEY_REFUSED:
        'La llave no sirve aquí: el equipo debe pedir huella, rostro o PIN, y la dirección debe ser la de siempre.',
      AUTH_INVITATION_GONE: 'La invitación ya se usó o venció. Pida otra a quien se la dio.',
      AUTH_PASSKEY_KNOWN: 'Esta llave ya está registrada.',
      AUTH_CODE_WRONG:
        'El código no corresponde. Espere el siguiente; revise que el reloj del teléfono esté en hora.',
      AUTH_PASSWORD_WEAK:
        'La contraseña es débil: 15 caracteres o más, sin nombres propios, de la oficina ni del país, sin repeticiones. Sirve una frase de varias palabras.',
      AUTH_ACCESS_KEY_MISSING: 'Esta instalación solo acepta llaves de acceso.',
      AUTH_STEP_UP_REQUIRED: 'No se hizo: falta confirmar que es usted.',
      ACCESS_LAST_CREDENTIAL: 'Es lo único con lo que ingresa: agregue antes otra llave.',
      ACCESS_NO_PASSWORD: 'Esta cuenta ingresa solo con llave de acceso.',
      ACCESS_GRANT_UNKNOWN: 'Ese permiso ya no está en vigor.',
      ACCESS_SESSION_UNKNOWN: 'Esa sesión ya había terminado.',
      AUTH_PROVIDER_UNAVAILABLE:
        'El servicio de ingreso de la institución no responde como debe. Entre con llave o contraseña, o intente más tarde.',
      AUTH_OIDC_OFF: 'Aquí no se entra con la cuenta de una institución.',
      ACCESS_LINK_TAKEN:
        'Esa cuenta de la institución ya está enlazada, aquí o por otra persona: sirve para una sola.',
      ACCESS_LINK_UNKNOWN: 'Esa cuenta ya no estaba enlazada.',
    } as Words,
    stepUp: {
      title: 'Confirme que es usted',
      line: 'Este acto pide mostrar otra vez la llave, o la contraseña con su código. Al confirmar se hace; lo escrito sigue en la página.',
      or: 'O con contraseña',
      confirm: 'Confirmar con contraseña',
      cancel: 'Cancelar',
    },
  },
  en: {
    usePasskey: 'Use a passkey',
    passkeyLine: 'The fingerprint, face or PIN of this device, or a key that you connect.',
    password: 'Password',
    code: 'Code of the app',
    codeHint: 'Six digits of the authenticator app. Without the phone: a recovery code.',
    checking: 'Checking…',
    noAnswer: 'Vigía did not answer. Check the connection and try again.',
    notLeft: 'Vigía did not answer: the session is still open. Sign out again.',
    missing: 'Fill in what is missing.',
    key: {
      cancelled: 'No passkey was used: it was cancelled, or time ran out.',
      unsupported: 'This browser cannot use passkeys at this address. Use another browser, or https.',
      address: 'There are no passkeys at this address: on the same machine open http://localhost.',
      known: 'This device has a passkey of this account already.',
    },
    refusals: {
      AUTH_SIGN_IN_REFUSED:
        'Nobody was recognised. Check what you typed; a code is good once. If it goes on, ask an administrator whether the account is active.',
      RATE_SIGN_IN: 'Too many attempts failed. Wait a minute and try again.',
      AUTH_PASSKEY_REFUSED:
        'The passkey is no good here: the device has to ask for fingerprint, face or PIN, and the address has to be the usual one.',
      AUTH_INVITATION_GONE: 'The invitation was used or has run out. Ask whoever gave it for another one.',
      AUTH_PASSKEY_KNOWN: 'This passkey is enrolled already.',
      AUTH_CODE_WRONG: 'The code does not fit. Wait for the next one; check the clock of the phone.',
      AUTH_PASSWORD_WEAK:
        'The password is weak: 15 characters or more, without names of people, the office or the country, without repetitions. A sentence of several words will do.',
      AUTH_ACCESS_KEY_MISSING: 'This installation takes passkeys only.',
      AUTH_STEP_UP_REQUIRED: 'Not done: it has to be confirmed that it is you.',
      ACCESS_LAST_CREDENTIAL: 'It is the only thing that you sign in with: add another passkey first.',
      ACCESS_NO_PASSWORD: 'This account signs in by passkey only.',
      ACCESS_GRANT_UNKNOWN: 'That grant is no longer in force.',
      ACCESS_SESSION_UNKNOWN: 'That session had ended already.',
      AUTH_PROVIDER_UNAVAILABLE:
        'The sign-in service of the institution does not answer as it should. Come in by passkey or password, or try again later.',
      AUTH_OIDC_OFF: 'Nobody comes in with an account of an institution here.',
      ACCESS_LINK_TAKEN:
        'That account of the institution is linked already, here or by somebody else: it is good for one person.',
      ACCESS_LINK_UNKNOWN: 'That account was not linked any more.',
    },
    stepUp: {
      title: 'Confirm that it is you',
      line: 'This act asks for the passkey once more, or the password with its code. Once confirmed it is done; what you typed stays on the page.',
      or: 'Or with the password',
      confirm: 'Confirm with the password',
      cancel: 'Cancel',
    },
  },
} satisfies Catalogue<object>
