// A sentence with names of files in it: what stands between backticks is code, and stays on one line.

export function Coded({ text }: { readonly text: string }) {
  return text.split('`').map((part, place) =>
    place % 2 === 0 ? (
      part
    ) : (
      <code key={part} className="nowrap">
        {part}
      </code>
    ),
  )
}
