// Words of the import of files.
import type { Catalogue } from '../../texts/catalogue.ts'
import { mostMegabytes, mostRows, type Unreadable } from './read-table.ts'

type Words = Readonly<Record<string, string>>

const rows = (count: string, isOne: boolean): string => `${count} ${isOne ? 'fila' : 'filas'}`
const rowsEn = (count: string, isOne: boolean): string => `${count} ${isOne ? 'row' : 'rows'}`

export const importTexts = {
  es: {
    title: 'Importar un archivo',
    lead: 'Para quien informa por planilla. Primero se revisa cada fila sin guardar nada; después se envía lo que está bien y se descarga lo que falta corregir.',
    file: '1. Archivo',
    fileLabel: 'Elegir archivo',
    fileHint: (most: string) =>
      `CSV (desde Excel: Guardar como CSV) o NDJSON, hasta ${mostMegabytes} MB y ${most} filas. Nada se envía todavía.`,
    fileOther: 'También puede soltarlo aquí, o pegar celdas copiadas de una planilla.',
    empty: 'Ningún archivo elegido',
    emptyLine:
      'Aquí aparecerán las columnas y las primeras filas de su archivo. Si parte de cero, descargue la plantilla y llénela.',
    template: 'Descargar plantilla',
    templateName: 'plantilla-vigia.csv',
    pasted: 'celdas pegadas',
    reading: 'Leyendo el archivo…',
    facts: (count: string, isOne: boolean, columns: string, isOneColumn: boolean) =>
      `${rows(count, isOne)}, ${columns} ${isOneColumn ? 'columna' : 'columnas'}`,
    readAs: (encoding: string) => `leído como ${encoding}`,
    delimiter: 'Separador',
    delimiters: { ',': 'coma', ';': 'punto y coma', '\t': 'tabulación', '|': 'barra vertical' } as Words,
    firstRows: (count: string, isOne: boolean) =>
      isOne ? 'Primera fila del archivo' : `Primeras ${count} filas del archivo`,
    row: 'Fila',
    rowNumber: 'Fila n.º',
    unreadable(why: Unreadable): string {
      switch (why.kind) {
        case 'cells':
          return `tiene ${why.read} celdas y el encabezado ${why.expected}`
        case 'json':
          return 'no es un objeto JSON'
        case 'characters':
          return 'tiene caracteres que no se pueden guardar'
        case 'quote':
          return why.row === undefined
            ? 'Una comilla se abre y no se cierra.'
            : `Una comilla se abre y no se cierra, cerca de la línea ${why.row}.`
        case 'empty':
          return 'El archivo no tiene filas.'
        case 'big':
          return `El archivo pesa ${why.megabytes} MB; el máximo es ${mostMegabytes}. Divídalo.`
        case 'long':
          return `El archivo tiene ${why.rows} filas; el máximo es ${mostRows}. Divídalo.`
        case 'workbook':
          return 'Es un libro de hojas de cálculo. Ábralo y guárdelo como CSV, o copie sus celdas y péguelas aquí.'
      }
    },
    cannotRead: 'No se pudo leer el archivo.',
    check: 'Revisar sin guardar',
    checkTitle: '3. Revisión',
    checking: (done: string, all: string) => `Revisadas ${done} de ${all} filas`,
    goOn: 'Continuar',
    stopped: 'La revisión se detuvo',
    noAnswer: 'Vigía no respondió. Revise la conexión y continúe.',
    sendStopped: 'El envío se detuvo',
    sendStoppedLine: 'Lo que el servidor confirmó está guardado. Al continuar, nada se cuenta dos veces.',
    wouldTake: (ready: string, isOne: boolean) =>
      `${rows(ready, isOne)} se ${isOne ? 'puede' : 'pueden'} recibir`,
    wouldRefuse: (count: string, isOne: boolean) =>
      `${rows(count, isOne)} ${isOne ? 'necesita' : 'necesitan'} corrección`,
    leftOut: (fields: string) => `No se envía, porque su permiso no alcanza: ${fields}.`,
    findings: (count: string, isOne: boolean) =>
      `${rows(count, isOne)} ${isOne ? 'parece nombrar o ubicar' : 'parecen nombrar o ubicar'} a personas en un texto. Quite esos datos antes de enviar, salvo que hagan falta.`,
    repeated: (count: string, isOne: boolean) =>
      `${rows(count, isOne)} ${isOne ? 'repite' : 'repiten'} a otra del mismo archivo: se ${isOne ? 'recibirá' : 'recibirán'} una sola vez.`,
    faults: 'Qué corregir',
    column: 'Columna',
    reason: 'Motivo',
    wholeRow: 'toda la fila',
    more: (count: string, isOne: boolean) =>
      `Y ${count} ${isOne ? 'motivo' : 'motivos'} más; están todos en el archivo de filas por corregir.`,
    andMore: (count: string) => `${count} más`,
    inRows: (isOne: boolean): string => (isOne ? 'Fila' : 'Filas'),
    refusedFile: 'Descargar filas por corregir',
    refusedName: 'filas-por-corregir',
    refusedHint:
      'Con sus columnas y el motivo de cada fila. Corríjala, guárdela y elíjala arriba: se toma como un archivo nuevo.',
    preview: (count: string, isOne: boolean) =>
      isOne ? 'Cómo quedaría la primera fila' : `Cómo quedarían las primeras ${count} filas`,
    previewHeads: {
      what: 'Qué pasó',
      where: 'Dónde',
      when: 'Cuándo',
      severity: 'Gravedad',
      phases: 'Fase',
      notes: 'Avisos',
    },
    ofAll: 'En todas las filas:',
    now: 'Al recibirse',
    none: 'Ninguna fila se puede recibir así',
    noneLine: 'Corrija la correspondencia o el archivo y revise otra vez.',
    send: (count: string, isOne: boolean) => `Enviar ${rows(count, isOne)}`,
    sendTitle: '4. Envío',
    sending: (done: string, all: string) => `Recibidas por el servidor: ${done} de ${all}`,
    sent: 'Envío terminado',
    created: (count: string, isOne: boolean) => `${count} ${isOne ? 'señal nueva' : 'señales nuevas'}`,
    duplicate: (count: string, isOne: boolean) => `${count} que ya ${isOne ? 'estaba' : 'estaban'}`,
    revised: (count: string, isOne: boolean) => `${count} que ${isOne ? 'corrige' : 'corrigen'} una anterior`,
    refused: (count: string, isOne: boolean) => `${count} ${isOne ? 'rechazada' : 'rechazadas'}`,
    templateDelimiter: ';',
    seen: 'Qué se vio, sin nombres ni teléfonos',
  },
  en: {
    title: 'Import a file',
    lead: 'For whoever reports by spreadsheet. Every row is checked first, without storing anything; then the correct rows are sent, and the rest can be downloaded for correction.',
    file: '1. File',
    fileLabel: 'Choose a file',
    fileHint: (most: string) =>
      `CSV (from Excel: Save as CSV) or NDJSON, up to ${mostMegabytes} MB and ${most} rows. Nothing is sent yet.`,
    fileOther: 'You may also drop it here, or paste cells copied from a spreadsheet.',
    empty: 'No file chosen',
    emptyLine:
      'The columns and first rows of your file will appear here. If you are starting from scratch, download the template and fill it in.',
    template: 'Download the template',
    templateName: 'vigia-template.csv',
    pasted: 'pasted cells',
    reading: 'Reading the file…',
    facts: (count: string, isOne: boolean, columns: string, isOneColumn: boolean) =>
      `${rowsEn(count, isOne)}, ${columns} ${isOneColumn ? 'column' : 'columns'}`,
    readAs: (encoding: string) => `read as ${encoding}`,
    delimiter: 'Delimiter',
    delimiters: { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'vertical bar' } as Words,
    firstRows: (count: string, isOne: boolean) =>
      isOne ? 'First row of the file' : `First ${count} rows of the file`,
    row: 'Row',
    rowNumber: 'Row no.',
    unreadable(why: Unreadable): string {
      switch (why.kind) {
        case 'cells':
          return `has ${why.read} cells, and the header ${why.expected}`
        case 'json':
          return 'is no JSON object'
        case 'characters':
          return 'has characters that cannot be stored'
        case 'quote':
          return why.row === undefined
            ? 'A quotation mark opens and does not close.'
            : `A quotation mark opens and does not close, near line ${why.row}.`
        case 'empty':
          return 'The file has no rows.'
        case 'big':
          return `The file has ${why.megabytes} MB; the most is ${mostMegabytes}. Split it.`
        case 'long':
          return `The file has ${why.rows} rows; the most is ${mostRows}. Split it.`
        case 'workbook':
          return 'It is a workbook. Open it and save it as CSV, or copy its cells and paste them here.'
      }
    },
    cannotRead: 'The file could not be read.',
    check: 'Check without storing',
    checkTitle: '3. Check',
    checking: (done: string, all: string) => `${done} of ${all} rows checked`,
    goOn: 'Go on',
    stopped: 'The check stopped',
    noAnswer: 'Vigía did not answer. Look at the connection and go on.',
    sendStopped: 'Sending stopped',
    sendStoppedLine: 'What the server has confirmed is stored. When you go on, nothing is counted twice.',
    wouldTake: (ready: string, isOne: boolean) => `${rowsEn(ready, isOne)} can be received`,
    wouldRefuse: (count: string, isOne: boolean) =>
      `${rowsEn(count, isOne)} ${isOne ? 'needs' : 'need'} correction`,
    leftOut: (fields: string) => `Not sent, because your rights do not reach that far: ${fields}.`,
    findings: (count: string, isOne: boolean) =>
      `${rowsEn(count, isOne)} ${isOne ? 'seems' : 'seem'} to name or locate persons in a text. Take that out before sending, unless it is needed.`,
    repeated: (count: string, isOne: boolean) =>
      `${rowsEn(count, isOne)} ${isOne ? 'repeats' : 'repeat'} another of the same file: received once only.`,
    faults: 'What to correct',
    column: 'Column',
    reason: 'Reason',
    wholeRow: 'the whole row',
    more: (count: string, isOne: boolean) =>
      `And ${count} more ${isOne ? 'reason' : 'reasons'}; all are in the file of rows to correct.`,
    andMore: (count: string) => `${count} more`,
    inRows: (isOne: boolean): string => (isOne ? 'Row' : 'Rows'),
    refusedFile: 'Download rows to correct',
    refusedName: 'rows-to-correct',
    refusedHint:
      'With their columns and the reason for each row. Correct it, save it and choose it above: it is taken as a new file.',
    preview: (count: string, isOne: boolean) =>
      isOne ? 'What the first row would become' : `What the first ${count} rows would become`,
    previewHeads: {
      what: 'What happened',
      where: 'Where',
      when: 'When',
      severity: 'Severity',
      phases: 'Phase',
      notes: 'Notes',
    },
    ofAll: 'In every row:',
    now: 'When received',
    none: 'No row can be received like this',
    noneLine: 'Correct the mapping or the file, and check again.',
    send: (count: string, isOne: boolean) => `Send ${rowsEn(count, isOne)}`,
    sendTitle: '4. Sending',
    sending: (done: string, all: string) => `Received by the server: ${done} of ${all}`,
    sent: 'Sending is done',
    created: (count: string, isOne: boolean) => `${count} new ${isOne ? 'signal' : 'signals'}`,
    duplicate: (count: string, isOne: boolean) => `${count} that ${isOne ? 'was' : 'were'} there already`,
    revised: (count: string, isOne: boolean) =>
      `${count} that ${isOne ? 'corrects' : 'correct'} an earlier one`,
    refused: (count: string) => `${count} refused`,
    templateDelimiter: ',',
    seen: 'What was seen, without names or phones',
  },
} satisfies Catalogue<object>
