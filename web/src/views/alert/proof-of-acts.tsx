// What people did to an alert as a file that is verified without Vigía.
import { useState } from 'react'
import { ApiError } from '../../api.ts'
import { NotDone } from '../../design/act.tsx'
import { saveFile } from '../../save-file.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { alertTexts } from './texts.ts'

export function ProofOfActs({ path }: { readonly path: string }) {
  const words = useTexts(alertTexts)
  const { api } = useSession()
  const [fault, setFault] = useState<ApiError>()
  async function download(): Promise<void> {
    try {
      const proof = await api.download(`${path}/proof`)
      saveFile(`vigia-alert-${path.split('/').at(-1) ?? ''}.proof.json`, 'application/json', proof)
      setFault(undefined)
    } catch (error) {
      setFault(error instanceof ApiError ? error : new ApiError(0, undefined))
    }
  }
  return (
    <div className="no-print">
      <p className="soft small">{words.proofHint}</p>
      <button type="button" onClick={() => void download()}>
        {words.proof}
      </button>
      {fault !== undefined && <NotDone sending={fault} />}
    </div>
  )
}
