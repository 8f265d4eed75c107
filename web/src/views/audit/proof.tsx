// The inclusion proof of one act: fetched, computed anew on this device, and kept as a file.
import { useState } from 'react'
import { ApiError } from '../../api.ts'
import { NotDone } from '../../design/act.tsx'
import { saveFile } from '../../save-file.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { auditTexts } from './texts.ts'
import { type InclusionProof, isIncluded } from './verify-proof.ts'

type Verdict = 'idle' | 'checking' | { readonly proof: InclusionProof; readonly isGood: boolean } | ApiError

/** `name`: which act it is, for whoever hears the buttons only. */
export function Proof({ event, name }: { readonly event: number; readonly name: string }) {
  const texts = useTexts(auditTexts)
  const { api, format } = useSession()
  const [verdict, setVerdict] = useState<Verdict>('idle')
  async function verify(): Promise<void> {
    setVerdict('checking')
    try {
      const proof = await api.get<InclusionProof>(`/v1/audit/proofs/${event}`)
      setVerdict({ proof, isGood: await isIncluded(proof) })
    } catch (error) {
      setVerdict(error instanceof ApiError ? error : new ApiError(0, undefined))
    }
  }
  const known = typeof verdict === 'object' && 'proof' in verdict ? verdict : undefined
  return (
    <div>
      <button type="button" aria-label={`${texts.verify}: ${name}`} onClick={() => void verify()}>
        {texts.verify}
      </button>
      <div role="status" className="small">
        {verdict === 'checking' && texts.checking}
        {known !== undefined && (
          <p className={known.isGood ? 'proof-good' : 'late'}>
            {known.isGood
              ? texts.included(format.number(known.proof.index), format.number(known.proof.size))
              : texts.broken}{' '}
            {texts.offline}
          </p>
        )}
      </div>
      {known !== undefined && (
        <button
          type="button"
          className="quiet"
          aria-label={`${texts.download}: ${name}`}
          onClick={() =>
            saveFile(`vigia-proof-${event}.json`, 'application/json', JSON.stringify(known.proof, null, 2))
          }
        >
          {texts.download}
        </button>
      )}
      {verdict instanceof ApiError && <NotDone sending={verdict} />}
    </div>
  )
}
