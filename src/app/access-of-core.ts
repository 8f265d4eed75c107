// What access needs of the rest: the key of second factors, and what the country pack and the gazetteer know.
import type { AccessDeps, KnownCountry } from '#access/access-deps.ts'
import type { Config } from '#config/config.ts'
import type { Db } from '#platform/database/database.ts'
import { createIdentityProvider } from '#platform/oidc.ts'
import { readNow } from '#registry/process-store.ts'
import type { Registry, RegistryView } from '#registry/registry-view-store.ts'
import { openAccessKey } from './access-key.ts'

export async function accessOf(
  core: {
    readonly db: Db
    readonly config: Config
    readonly registry: Registry
    readonly pipelineDeps: { readonly publicUrl: string }
  },
  forget: () => void,
): Promise<AccessDeps> {
  const { db, registry } = core
  const { publicUrl } = core.pipelineDeps
  const { oidc } = core.config
  return {
    db,
    publicUrl,
    sealingKey: await openAccessKey(core.config),
    oidc: oidc && createIdentityProvider({ ...oidc, redirectUri: `${publicUrl}/v1/auth/oidc/callback` }),
    country: async () => {
      const { version } = await readNow(db)
      return countryOf(await registry.at(db, version))
    },
    forget,
  }
}

function countryOf({ pack, places }: RegistryView): KnownCountry {
  const members = [...pack.entitySets.values()].flatMap((set) =>
    set.members.flatMap((one) => Object.values(one)),
  )
  const offices = [...new Set([...pack.audiences.keys(), ...members])]
  const names = ['es', 'en'].map((language) =>
    new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }).of(pack.country.toUpperCase()),
  )
  return {
    knowsPlace: (code) => places.resolve(code).code === code,
    offices,
    words: [...offices, ...names.filter((one) => one !== undefined)],
  }
}
