// A plain tree as XML text, indented so that people can read it. The only file that knows the XML library.
import { create } from 'xmlbuilder2'
import type { XmlElement } from '#domain/delivery/xml-tree.ts'

type Node = ReturnType<typeof create>

export function writeXml(root: XmlElement): string {
  const document = create({ version: '1.0', encoding: 'UTF-8' })
  append(document, root)
  return `${document.end({ prettyPrint: true })}\n`
}

function append(parent: Node, { name, attributes, children }: XmlElement): void {
  const node = parent.ele(name, attributes)
  for (const child of children) {
    if (typeof child === 'string') node.txt(child)
    else append(node, child)
  }
}
