// Bulletins: the stored ones, one of them, a new one, and the numbers of now, which nothing stores.
import './bulletin.css'
import type { ViewProps } from '../../view-props.ts'
import { Compose } from './compose.tsx'
import { BulletinList } from './list.tsx'
import { NumbersOfNow } from './now.tsx'
import { StoredBulletin } from './stored.tsx'

export function BulletinView({ selected }: ViewProps) {
  if (selected === 'new') return <Compose />
  if (selected === 'now') return <NumbersOfNow />
  if (selected !== undefined) return <StoredBulletin key={selected} id={selected} />
  return <BulletinList />
}
