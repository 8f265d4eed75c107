// What Vigía itself says of a try, in the reader's words; what the other side says stays in its own.
type Words = Readonly<Record<string, string>>

export const detailsEs: Words = {
  'in the inbox': 'guardado en la bandeja',
  'not an inbox message': 'no era un texto para la bandeja',
  'published in the feed': 'publicado en el canal público',
  'not a CAP message': 'no era un texto para el canal público',
  'no address': 'sin dirección',
  'no endpoint': 'sin dirección del sistema externo',
  'no answer before the deadline': 'no respondió a tiempo',
  'the endpoint did not send the challenge back': 'el sistema externo no devolvió lo pedido',
  'address refused: the address is not a public one': 'la dirección no es pública: no se llama',
}

export const detailsEn: Words = {
  'in the inbox': 'stored in the inbox',
  'not an inbox message': 'was no text for the inbox',
  'published in the feed': 'published in the feed',
  'not a CAP message': 'was no text for the feed',
  'no address': 'no address',
  'no endpoint': 'no endpoint',
  'no answer before the deadline': 'did not answer in time',
  'the endpoint did not send the challenge back': 'the endpoint did not send the challenge back',
  'address refused: the address is not a public one': 'the address is not a public one: it is not called',
}
