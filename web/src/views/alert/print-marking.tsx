// The marking at the head and foot of every printed page, with the short number of the alert and when it was printed.
import { ExerciseTag, MarkingLabel } from '../../design/parts.tsx'
import { useNow } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { alertTexts } from './texts.ts'

interface Props {
  readonly marking: string
  readonly id: string
  readonly isExercise: boolean
}

export function PrintMarking({ marking, id, isExercise }: Props) {
  const words = useTexts(alertTexts)
  const { format } = useSession()
  const printed = format.moment(new Date(useNow()).toISOString())
  return (
    <>
      <div className="print-marking print-head" aria-hidden="true">
        <MarkingLabel marking={marking} />
        {isExercise && <ExerciseTag />}
        <span>Vigía</span>
      </div>
      <div className="print-marking print-foot" aria-hidden="true">
        <MarkingLabel marking={marking} />
        <span>
          {words.document} {id.slice(0, 8)} · {words.printedAt} {printed}
        </span>
      </div>
    </>
  )
}
