// The bulletin as a file: a page and a text that need nothing else. A browser with a session opens them; whoever holds a token downloads them,
// because a link carries no token.
import { useState } from 'react'
import { saveFile } from '../../save-file.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { bulletinTexts } from './texts.ts'
import { type Bulletin, pathOf } from './types.ts'

const forms = [
  { ending: 'html', type: 'text/html', open: 'page', save: 'savePage' },
  { ending: 'txt', type: 'text/plain', open: 'text', save: 'saveText' },
] as const

export function Files({ bulletin }: { readonly bulletin: Bulletin }) {
  const { files } = useTexts(bulletinTexts)
  const { language } = useSpeech()
  const { api, person } = useSession()
  const [hasFailed, setFailed] = useState(false)
  const address = ({ ending }: (typeof forms)[number]): string =>
    `${pathOf(bulletin.id)}.${ending}?lang=${language}`
  async function save(form: (typeof forms)[number]): Promise<void> {
    try {
      const name = `vigia-bulletin-${bulletin.to.slice(0, 10)}-${bulletin.id.slice(0, 8)}.${language}`
      saveFile(`${name}.${form.ending}`, form.type, await api.download(address(form)))
      setFailed(false)
    } catch {
      setFailed(true)
    }
  }
  return (
    <div className="no-print" role="group" aria-label={files.label}>
      <div className="acts">
        <button type="button" onClick={() => print()}>
          {files.print}
        </button>
        {forms.map((form) =>
          person === undefined ? (
            <button key={form.ending} type="button" onClick={() => void save(form)}>
              {files[form.save]}
            </button>
          ) : (
            <a
              key={form.ending}
              className="button-link"
              href={address(form)}
              target="_blank"
              rel="noreferrer"
            >
              {files[form.open]}
              <span className="visually-hidden"> {files.newTab}</span>
            </a>
          ),
        )}
      </div>
      <p role="status" className={hasFailed ? 'late' : 'visually-hidden'}>
        {hasFailed ? files.failed : ''}
      </p>
    </div>
  )
}
