// Words of the page before signing in; those of the token are in the common catalogue.
import type { Catalogue } from '../../texts/catalogue.ts'

export const signInTexts = {
  es: {
    passkey: 'Con llave de acceso',
    password: 'Con contraseña y código',
    handle: 'Nombre de ingreso',
    submit: 'Continuar con contraseña',
    institution: 'Con la cuenta de la institución',
    useInstitution: 'Entrar con la cuenta de la institución',
    institutionLine:
      'Para quien la enlazó en «Mi cuenta». La institución dice quién es usted; después se pide su llave o un código.',
    institutionAgain: 'Empezar otra vez en la institución',
    notOpened:
      'Con esa cuenta de la institución no se entra aquí: no está enlazada, la cuenta de Vigía no está activa, o pasaron más de diez minutos. Para enlazarla, entre con llave o contraseña y abra «Mi cuenta».',
    refusedThere:
      'En la institución se canceló o se negó el ingreso. Empiece otra vez, o entre con llave o contraseña.',
    second: 'La institución lo reconoció. Falta su llave de acceso o un código.',
    secondSubmit: 'Continuar con el código',
    token: 'Con un token',
    ended:
      'La sesión terminó: 30 minutos sin uso, 12 horas en total, o alguien la cerró. Vuelva a entrar; seguirá en la misma página.',
    kept: 'Lo que estaba escribiendo sigue aquí, solo para usted.',
    invited: '¿Tiene una invitación?',
    enrol: 'Registrarse con la invitación',
  },
  en: {
    passkey: 'With a passkey',
    password: 'With password and code',
    handle: 'Sign-in name',
    submit: 'Continue with the password',
    institution: 'With the account of the institution',
    useInstitution: 'Sign in with the account of the institution',
    institutionLine:
      'For those who linked it under «My account». The institution says who you are; then your passkey or a code is asked for.',
    institutionAgain: 'Begin again at the institution',
    notOpened:
      'That account of the institution does not come in here: it is not linked, the account of Vigía is not active, or more than ten minutes have passed. To link it, come in by passkey or password and open «My account».',
    refusedThere:
      'At the institution the sign-in was cancelled or refused. Begin again, or come in by passkey or password.',
    second: 'The institution recognised you. Your passkey or a code is still missing.',
    secondSubmit: 'Continue with the code',
    token: 'With a token',
    ended:
      'The session ended: 30 minutes without use, 12 hours in all, or somebody ended it. Come in again; you will stay on the same page.',
    kept: 'What you were writing is still here, for you alone.',
    invited: 'Do you have an invitation?',
    enrol: 'Enrol with the invitation',
  },
} satisfies Catalogue<object>
