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
    second: 'La institución lo reconoció. Falta su llave de acceso o un código.',
    secondSubmit: 'Continuar con el código',
    token: 'Con un token',
    ended:
      'La sesión terminó: 30 minutos sin uso, 12 horas en total, o alguien la cerró. Vuelva a entrar; seguirá en la misma página.',
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
    second: 'The institution recognised you. Your passkey or a code is still missing.',
    secondSubmit: 'Continue with the code',
    token: 'With a token',
    ended:
      'The session ended: 30 minutes without use, 12 hours in all, or somebody ended it. Come in again; you will stay on the same page.',
    invited: 'Do you have an invitation?',
    enrol: 'Enrol with the invitation',
  },
} satisfies Catalogue<object>
