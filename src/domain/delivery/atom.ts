// An Atom 1.0 feed as a plain tree. Pure: the same entries give the same feed, so that its ETag changes only when the feed does.
import { branch, leaf, mark, type XmlElement } from './xml-tree.ts'

interface AtomLink {
  readonly rel: 'alternate' | 'related' | 'self'
  readonly type: string
  readonly href: string
}

export interface AtomEntry {
  /** A URN; never changes. */
  readonly id: string
  readonly title: string
  readonly summary: string
  /** RFC 3339. */
  readonly updated: string
  readonly links: readonly AtomLink[]
  /** Of the audit log when the entry was made; stays as it was, so that the feed changes only with its entries. */
  readonly checkpoint?: string | null
  /** Scheme → term. */
  readonly categories: Readonly<Record<string, string>>
}

export interface AtomFeed {
  readonly id: string
  readonly title: string
  readonly subtitle: string
  readonly language: string
  readonly self: string
  readonly author: string
  /** The newest first. */
  readonly entries: readonly AtomEntry[]
}

/** A feed without entries was never updated; it says so with the same instant every time. */
const NEVER = '1970-01-01T00:00:00Z'

export function buildAtom(feed: AtomFeed): XmlElement {
  return branch(
    'feed',
    [
      leaf('id', feed.id),
      leaf('title', feed.title),
      leaf('subtitle', feed.subtitle),
      leaf(
        'updated',
        feed.entries
          .map((one) => one.updated)
          .toSorted()
          .at(-1) ?? NEVER,
      ),
      branch('author', [leaf('name', feed.author)]),
      linkElement({ rel: 'self', type: 'application/atom+xml', href: feed.self }),
      feed.entries.map(entryElement),
    ],
    {
      xmlns: 'http://www.w3.org/2005/Atom',
      'xmlns:vigia': 'urn:vigia:audit',
      'xml:lang': feed.language,
    },
  )
}

function entryElement(entry: AtomEntry): XmlElement {
  return branch('entry', [
    leaf('id', entry.id),
    leaf('title', entry.title) ?? leaf('title', entry.id),
    leaf('updated', entry.updated),
    entry.links.map(linkElement),
    Object.entries(entry.categories).map(([scheme, term]) =>
      mark('category', { term, scheme: `urn:vigia:${scheme}` }),
    ),
    leaf('summary', entry.summary),
    entry.checkpoint ? leaf('vigia:checkpoint', entry.checkpoint) : undefined,
  ])
}

const linkElement = ({ rel, type, href }: AtomLink): XmlElement => mark('link', { rel, type, href })
