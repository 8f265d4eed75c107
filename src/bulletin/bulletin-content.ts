// What is printed of a bulletin and does not change with its state, and the hash of it.

import { canonicalJson } from '#domain/audit/canonical-json.ts'
import type { BulletinTexts } from '#domain/bulletin/bulletin.ts'
import { sha256 } from '#platform/ids.ts'
import type { NewBulletin } from './bulletin-store.ts'

type Content = Pick<
  NewBulletin,
  'process' | 'kind' | 'place' | 'from' | 'to' | 'asOf' | 'ceiling' | 'marking' | 'numbers'
> & { readonly texts: BulletinTexts }

/** Made again by anybody from the answer of GET /v1/bulletins/{id}: SHA-256 of these fields as canonical JSON (RFC 8785). */
export function hashOf(content: Content): string {
  const { process, kind, place, from, to, asOf, ceiling, marking, numbers, texts } = content
  return sha256(
    canonicalJson({ process, kind, place, from, to, as_of: asOf, ceiling, marking, numbers, texts }),
  )
}
