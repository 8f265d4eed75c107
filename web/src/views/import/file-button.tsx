// A file to choose, in the words of the page: the browser's own control speaks the language of the browser.
interface Props {
  readonly label: string
  readonly accept: string
  readonly isPrimary?: boolean
  readonly isDisabled?: boolean
  readonly isWrong?: boolean
  readonly describedBy: string
  readonly onFile: (file: File) => Promise<void>
}

export function FileButton(props: Props) {
  const { label, accept, isPrimary = false, isDisabled = false, isWrong = false, describedBy, onFile } = props
  async function chosen(field: HTMLInputElement): Promise<void> {
    const file = field.files?.[0]
    if (file !== undefined) await onFile(file)
    // The same file may be chosen again after it was corrected.
    field.value = ''
  }
  return (
    <label className={isPrimary ? 'file-button primary' : 'file-button'}>
      {label}
      <input
        type="file"
        accept={accept}
        disabled={isDisabled}
        aria-invalid={isWrong}
        aria-describedby={describedBy}
        onChange={({ currentTarget }) => void chosen(currentTarget)}
      />
    </label>
  )
}
