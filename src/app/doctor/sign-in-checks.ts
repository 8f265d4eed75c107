// What is unsafe about the ways in.
import type { Config } from '#config/config.ts'
import { check } from './finding.ts'

export const signInChecks = [
  check<{ readonly config: Config }>(
    'OIDC_TRUSTS_PROVIDER',
    'warning',
    [
      'Quien maneja el proveedor de OpenID Connect entra como cualquier persona enlazada, sin el segundo factor de aquí',
      'Whoever runs the OpenID Connect provider signs in as any linked person, without the second factor of this place',
    ],
    [
      'Quite VIGIA_OIDC_ALLOWED_ACR, salvo que el proveedor pida de verdad dos factores y lo maneje la propia institución',
      'Remove VIGIA_OIDC_ALLOWED_ACR, unless the provider really asks for two factors and the institution itself runs it',
    ],
    ({ config: { oidc } }) =>
      oidc !== undefined && oidc.secondFactors.length > 0
        ? `VIGIA_OIDC_ALLOWED_ACR=${oidc.secondFactors.join(',')}`
        : undefined,
  ),
]
