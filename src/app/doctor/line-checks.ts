// What is unsafe about the line to the public address, as a browser would find it.
import type { TlsLook } from '#platform/tls-look.ts'
import { check } from './finding.ts'

const renewDays = 14

export const lineChecks = [
  check<TlsLook>(
    'PUBLIC_URL_CERTIFICATE',
    'danger',
    [
      'El certificado de la dirección pública no vale para un navegador: la gente aprende a pasar por alto la advertencia',
      'The certificate of the public address is no good to a browser: people learn to click the warning away',
    ],
    [
      'Ponga en el proxy un certificado que los navegadores conozcan, para ese nombre',
      'Give the proxy a certificate that browsers know, for that name',
    ],
    ({ certificateFault }) => certificateFault,
  ),
  check<TlsLook>(
    'PUBLIC_URL_CERTIFICATE_ENDS',
    'warning',
    [
      'El certificado de la dirección pública está por vencer',
      'The certificate of the public address ends soon',
    ],
    ['Renuévelo, y deje que se renueve solo', 'Renew it, and let it renew by itself'],
    ({ daysLeft }) => (daysLeft !== undefined && daysLeft < renewDays ? `${daysLeft} days` : undefined),
  ),
  check<TlsLook>(
    'PUBLIC_URL_OLD_TLS',
    'danger',
    [
      'La dirección pública acepta versiones de TLS que ya no protegen',
      'The public address takes versions of TLS that do not protect any more',
    ],
    ['Deje en el proxy solo TLS 1.2 y 1.3', 'Leave TLS 1.2 and 1.3 alone in the proxy'],
    ({ oldVersion }) => oldVersion,
  ),
  check<TlsLook>(
    'PUBLIC_URL_WEAK_CIPHER',
    'danger',
    [
      'La dirección pública acepta cifrados débiles: quien consiga la llave después lee todo lo grabado',
      'The public address takes weak ciphers: whoever gets the key later reads everything that was recorded',
    ],
    [
      'Deje en el proxy solo cifrados con ECDHE y AES-GCM o ChaCha20',
      'Leave ciphers with ECDHE and AES-GCM or ChaCha20 alone in the proxy',
    ],
    ({ weakCipher }) => weakCipher,
  ),
]
