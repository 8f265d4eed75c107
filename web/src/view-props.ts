/** What a view is told of its address: the part after its own path, `/alerts/<id>` → `<id>`. */
export interface ViewProps {
  readonly selected: string | undefined
}
