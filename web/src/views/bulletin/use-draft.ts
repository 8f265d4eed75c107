// The texts that a person has in work, over what the server has. What is typed is kept as it is typed.
import { useEffect, useState } from 'react'
import { ApiError } from '../../api.ts'
import { type BulletinDraft, keepBulletinDraft, readBulletinDraft } from '../../bulletin-draft.ts'
import { type Act, useAct } from '../../design/act.tsx'
import { useSession } from '../../session.tsx'
import { draftFrom, edited, joined, pick, rebased, saved } from './merge.ts'
import { type Bulletin, type BulletinTexts, pathOf, type SectionName } from './types.ts'

export type Choice = 'theirs' | 'mine' | 'both'

export interface DraftWork {
  readonly draft: BulletinDraft
  readonly unsaved: readonly SectionName[]
  /** Somebody else was first, and what was to be saved was refused. */
  readonly isBehind: boolean
  /** Somebody else has saved while this person writes, who has not tried to save yet. */
  readonly isOvertaken: boolean
  readonly act: Act
  readonly write: (section: SectionName, language: 'es' | 'en', text: string) => void
  readonly choose: (section: SectionName, choice: Choice) => void
  readonly save: () => void
}

/** `newest`: what the server has said last. `onStale`: ask it again, it has something newer. */
export function useDraft(
  newest: Bulletin,
  onSaved: (bulletin: Bulletin) => void,
  onStale: () => void,
): DraftWork {
  const { me } = useSession()
  const { id } = newest
  const [kept, setKept] = useState<BulletinDraft | undefined>(() => readBulletinDraft(me.person, id))
  function keep(next: BulletinDraft): void {
    const isNothing = edited(next).length === 0 && Object.keys(next.clashes).length === 0
    const wanted = isNothing ? undefined : next
    keepBulletinDraft(me.person, id, wanted)
    setKept(wanted)
  }
  const act = useAct<Bulletin>((answer) => {
    const typed = readBulletinDraft(me.person, id)
    if (typed !== undefined) keep(saved(typed, answer))
    onSaved(answer)
  })
  const own = kept ?? draftFrom(newest)
  const isRefused = act.sending instanceof ApiError && act.sending.status === 412
  useEffect(() => {
    if (isRefused) onStale()
  }, [isRefused, onStale])
  const isNewer = newest.version > own.version
  const draft = isRefused && isNewer ? rebased(own, newest) : own
  function setText(section: SectionName, text: BulletinTexts[SectionName]): void {
    keep({ ...draft, texts: { ...draft.texts, [section]: text } })
  }
  return {
    draft,
    unsaved: edited(draft),
    isBehind: isRefused,
    isOvertaken: kept !== undefined && isNewer && !isRefused,
    act,
    write: (section, language, text) => setText(section, { ...draft.texts[section], [language]: text }),
    choose(section, choice) {
      const clash = draft.clashes[section]
      if (clash === undefined) return
      setText(section, choice === 'both' ? joined(clash.theirs, clash.mine) : clash[choice])
    },
    save() {
      keep(draft)
      act.change('PATCH', pathOf(id), pick(draft.texts, edited(draft)), `"${draft.version}"`)
    },
  }
}
