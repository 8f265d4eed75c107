// What CAP 1.2 asks of a message, as executable checks: the order and words of its schema, and above all what only its prose forbids.
import { create } from 'xmlbuilder2'

const ns = 'urn:oasis:names:tc:emergency:cap:1.2'
type Xml = ReturnType<typeof create>['node']

interface Shape {
  /** In the order of the schema; `!` = required, `*` = may repeat. */
  readonly [element: string]: readonly string[]
}
const words = (text: string) => text.split(' ')
const shapes: Shape = {
  alert: words(
    'identifier! sender! sent! status! msgType! source scope! restriction addresses code* note references incidents info*',
  ),
  info: words(
    'language category!* event! responseType* urgency! severity! certainty! audience eventCode* effective onset expires senderName headline description instruction web contact parameter* resource* area*',
  ),
  area: words('areaDesc! polygon* circle* geocode* altitude ceiling'),
  resource: words('resourceDesc! mimeType! size uri derefUri digest'),
  parameter: words('valueName! value!'),
  geocode: words('valueName! value!'),
  eventCode: words('valueName! value!'),
}
const enumerations: Readonly<Record<string, readonly string[]>> = {
  status: words('Actual Exercise System Test Draft'),
  msgType: words('Alert Update Cancel Ack Error'),
  scope: words('Public Restricted Private'),
  category: words('Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other'),
  responseType: words('Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None'),
  urgency: words('Immediate Expected Future Past Unknown'),
  severity: words('Extreme Severe Moderate Minor Unknown'),
  certainty: words('Observed Likely Possible Unlikely Unknown'),
}
const token = /^[^\s,<&]+$/
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$/

// Text nodes are named #text, and comments #comment.
const childrenOf = (node: Xml): Xml[] => [...node.childNodes].filter((one) => !one.nodeName.startsWith('#'))
const nameOf = (node: Xml): string => (node as unknown as { localName: string }).localName
const textOf = (node: Xml | undefined): string => node?.textContent ?? ''
const all = (node: Xml, name: string): Xml[] => childrenOf(node).filter((one) => nameOf(one) === name)
const text = (node: Xml, name: string): string => textOf(all(node, name)[0])

export function readCap(xml: string): Xml {
  return create(xml).root().node
}

/** Sentences; empty when the message keeps to all of them. */
export function capFaults(xml: string): string[] {
  const alert = readCap(xml)
  if (nameOf(alert) !== 'alert' || (alert as unknown as { namespaceURI: string }).namespaceURI !== ns) {
    return [`the root is no alert of ${ns}`]
  }
  return [...structureFaults(alert), ...headFaults(alert), ...all(alert, 'info').flatMap(infoFaults)]
}

function structureFaults(node: Xml): string[] {
  const name = nameOf(node)
  const children = childrenOf(node).filter(
    (one) => (one as unknown as { namespaceURI: string }).namespaceURI === ns,
  )
  if (children.length === 0) {
    const isEmpty = textOf(node).trim() === ''
    const wrong = enumerations[name]?.includes(textOf(node)) === false
    return [...(isEmpty ? [`${name} is empty`] : []), ...(wrong ? [`${name}: ${textOf(node)}`] : [])]
  }
  const shape = shapes[name]
  if (shape === undefined) return [`${name} may not hold elements`]
  const order = shape.map((one) => one.replace(/[!*]+$/, ''))
  const given = children.map(nameOf)
  const places = given.map((one) => order.indexOf(one))
  const faults = given.flatMap((one, index) => (places[index] === -1 ? [`${name} holds ${one}`] : []))
  if (places.some((place, index) => place < (places[index - 1] ?? 0))) faults.push(`${name}: wrong order`)
  for (const one of shape) {
    const plain = one.replace(/[!*]+$/, '')
    const count = given.filter((other) => other === plain).length
    if (one.includes('!') && count === 0) faults.push(`${name} lacks ${plain}`)
    if (!one.includes('*') && count > 1) faults.push(`${name} repeats ${plain}`)
  }
  return [...faults, ...children.flatMap(structureFaults)]
}

function timeFaults(node: Xml, names: readonly string[]): string[] {
  return names.flatMap((name) =>
    all(node, name).flatMap((one) => {
      const value = textOf(one)
      // CAP writes UTC as -00:00, and knows no Z.
      return time.test(value) && !value.endsWith('+00:00') ? [] : [`${name}: ${value}`]
    }),
  )
}

function headFaults(alert: Xml): string[] {
  const faults = [...timeFaults(alert, ['sent']), ...referenceFaults(alert)]
  for (const name of ['identifier', 'sender']) {
    if (!token.test(text(alert, name))) faults.push(`${name} holds a space, comma, < or &`)
  }
  const scope = text(alert, 'scope')
  if ((scope === 'Restricted') !== all(alert, 'restriction').length > 0)
    faults.push('restriction against scope')
  if (scope === 'Private' && all(alert, 'addresses').length === 0) faults.push('Private without addresses')
  return faults
}

function referenceFaults(alert: Xml): string[] {
  const msgType = text(alert, 'msgType')
  const references = text(alert, 'references').split(/\s+/).filter(Boolean)
  const isLost = references.length === 0 && msgType !== 'Alert'
  const faulty = references.filter((one) => {
    const [sender = '', identifier = '', sent = '', ...more] = one.split(',')
    return ![sender, identifier].every((part) => token.test(part)) || !time.test(sent) || more.length > 0
  })
  return [...(isLost ? [`${msgType} without references`] : []), ...faulty.map((one) => `references: ${one}`)]
}

function infoFaults(info: Xml): string[] {
  const faults = timeFaults(info, ['effective', 'onset', 'expires'])
  const language = text(info, 'language')
  if (language !== '' && !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language))
    faults.push(`language: ${language}`)
  const [from, to] = [text(info, 'effective'), text(info, 'expires')]
  if (from !== '' && to !== '' && Date.parse(to) <= Date.parse(from)) faults.push('expires before effective')
  return [
    ...faults,
    ...all(info, 'area').flatMap((area) => all(area, 'polygon').flatMap((one) => ringFaults(textOf(one)))),
  ]
}

function ringFaults(polygon: string): string[] {
  const points = polygon.trim().split(/\s+/)
  const isGood = points.every((point) => {
    const [lat = NaN, lon = NaN, ...more] = point.split(',').map(Number)
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && more.length === 0
  })
  return isGood && points.length >= 4 && points[0] === points.at(-1) ? [] : [`polygon: ${polygon}`]
}
