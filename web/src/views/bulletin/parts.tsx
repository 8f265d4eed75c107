// The two parts of the section: stored bulletins, and the numbers as they are now.
import { PartLinks } from '../../design/part-links.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { bulletinTexts } from './texts.ts'

export function Parts({ here }: { readonly here: 'list' | 'now' }) {
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
