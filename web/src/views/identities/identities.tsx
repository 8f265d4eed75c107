// Identities of sources: requests to read them and their decision, the record of every reading, legal holds, and how long the rest is kept.
import { PartLinks } from '../../design/part-links.tsx'
import { useAddress } from '../../route.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Holds } from './holds.tsx'
import { Keeping } from './keeping.tsx'
import { ReadingRecord } from './reading-record.tsx'
import { Requests } from './requests.tsx'
import { identitiesTexts } from './texts.ts'
import './identities.css'

const parts = ['requests', 'record', 'holds', 'keeping'] as const

export function IdentitiesView() {
  const texts = useTexts(identitiesTexts)
  const { query } = useAddress()
  const here = parts.find((one) => one === query.get('part')) ?? 'requests'
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="soft narrow">{texts.lead}</p>
      <PartLinks
        parts={parts.map((part) => ({
          href: part === 'requests' ? '/identities' : `/identities?part=${part}`,
          name: texts.parts[part],
          isHere: part === here,
        }))}
      />
      {here === 'requests' && <Requests signal={query.get('signal') ?? ''} />}
      {here === 'record' && <ReadingRecord />}
      {here === 'holds' && (
        <Holds numbers={{ signal: query.get('signal') ?? '', identity: query.get('identity') ?? '' }} />
      )}
      {here === 'keeping' && <Keeping />}
    </>
  )
}
