// Bulletins: the stored ones, one of them, a new one, and the numbers of now, which nothing stores.
import './bulletin.css'
import { PartLinks } from '../../design/part-links.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import type { ViewProps } from '../../view-props.ts'
import { Compose } from './compose.tsx'
import { BulletinList } from './list.tsx'
import { NumbersOfNow } from './now.tsx'
import { StoredBulletin } from './stored.tsx'
import { bulletinTexts } from './texts.ts'

export function BulletinView({ selected }: ViewProps) {
  if (selected === 'new') return <Compose />
  if (selected === 'now') {
    return (
      <>
        <Parts here="now" />
        <NumbersOfNow />
      </>
    )
  }
  if (selected !== undefined) return <StoredBulletin key={selected} id={selected} />
  return (
    <>
      <Parts here="list" />
      <BulletinList />
    </>
  )
}

function Parts({ here }: { readonly here: 'list' | 'now' }) {
  const { parts } = useTexts(bulletinTexts)
  return (
    <PartLinks
      parts={[
        { href: '/bulletin', name: parts.list, isHere: here === 'list' },
        { href: '/bulletin/now', name: parts.now, isHere: here === 'now' },
      ]}
    />
  )
}
