// What the routes of the ledger share: the country's vocabulary of addressees and lines, and what a caller may see in SQL.
import { type Actor, markingsOf } from '#domain/actor.ts'
import type { CountryPack } from '#domain/pack.ts'
import { AppError } from '#platform/errors.ts'
import { readNow } from '#registry/process-store.ts'
import type { Registry, RegistryView } from '#registry/registry-view-store.ts'
import type { ResponseDeps } from './act-once.ts'
import type { Sight } from './action-store.ts'

export interface LedgerDeps extends ResponseDeps {
  readonly registry: Registry
}

export async function ledgerView(deps: LedgerDeps): Promise<RegistryView> {
  const { version } = await readNow(deps.db)
  return deps.registry.at(deps.db, version)
}

export function sightOf(actor: Actor, country: string): Sight {
  return {
    isNational: actor.territory.includes(country),
    territory: actor.territory,
    markings: markingsOf(actor),
    processes: actor.processes,
  }
}

/** 422 with the codes that the country pack has. */
export function checkVocabulary(
  pack: CountryPack,
  given: { readonly addressee?: string | undefined; readonly line?: string | null | undefined },
): void {
  checkCode('/addressee', given.addressee, pack.addressees)
  checkCode('/line', given.line, pack.responseLines ?? new Map())
}

function checkCode(
  pointer: string,
  value: string | null | undefined,
  known: ReadonlyMap<string, unknown>,
): void {
  if (value === undefined || value === null || known.has(value)) return
  const list = [...known.keys()].join(', ')
  const message = { es: `«${value}» no está entre: ${list}`, en: `"${value}" is not one of: ${list}` }
  throw new AppError('invalid', 'ACTION_CODE_UNKNOWN', message.en, {
    faults: [{ pointer, code: 'ACTION_CODE_UNKNOWN', message }],
  })
}
