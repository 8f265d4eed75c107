// Entity tags of texts: strong, and the same for the same bytes on every process.
import { sha256 } from './ids.ts'

export function etagOf(text: string): string {
  return `"${sha256(text).slice(0, 32)}"`
}

/** Does the client's If-None-Match name this tag? For this comparison weak and strong tags are the same (RFC 9110, 13.1.2). */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const tags = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(etag)
}
