// Words of the view of the system's health.
import type { Catalogue } from '../../texts/catalogue.ts'

type Words = Readonly<Record<string, string>>

export const healthTexts = {
  es: {
    title: 'Salud del sistema',
    lead: '¿Llegaría ahora un aviso? Donde la prueba está activada, una señal de prueba recorre toda la cadena una y otra vez.',
    status: {
      flowing: 'Sí: la cadena de aviso funciona y un aviso llegaría.',
      silent: 'Tal vez no: la cadena de aviso está cortada y un aviso podría no llegar.',
      no_canary:
        'No se sabe: la prueba de la cadena no está activada en esta instalación. Quien administra el servidor puede activarla (docs/monitoring.md).',
    } as Words,
    canary: 'Última prueba completa',
    noTest: 'ninguna',
    watchdog: 'Última revisión del vigilante externo',
    counter: 'Pruebas hechas',
    limit: 'Límite antes de alarmar',
    ago: (seconds: string) => `hace ${seconds} s`,
    minutes: (minutes: string) => `${minutes} min`,
    never: 'nunca',
    findings: 'Qué falla',
    finding: {
      canary_not_posted: 'la señal de prueba no entró',
      canary_not_fired: 'la señal de prueba no disparó su alerta',
      canary_not_received: 'el aviso de prueba no llegó',
      lane_stands: 'una cola de evaluación está detenida',
      entries_quarantined: 'hay entradas apartadas que no pudieron evaluarse',
    } as Words,
    service: 'Servicio',
    state: 'Estado',
    ready: { ready: 'listo', degraded: 'degradado', unavailable: 'no disponible' } as Words,
    part: { up: 'funciona', down: 'caído' } as Words,
    database: 'Base de datos',
    pokes: 'Mensajes entre procesos',
    durability: 'Si se corta la energía',
    durabilities: {
      disk: 'no se pierde nada de lo recibido',
      process: 'puede perderse lo último recibido',
    } as Words,
    role: 'Qué hace este proceso',
    roles: {
      all: 'todo: interfaz y tareas',
      api: 'interfaz (consola y API)',
      worker: 'tareas (evaluar y enviar)',
    } as Words,
    metrics: 'Las métricas para Prometheus están en /metrics; los tableros y alarmas, en docs/monitoring.',
  },
  en: {
    title: 'System health',
    lead: 'Would a warning arrive now? Where the test is switched on, a test signal goes through the whole chain again and again.',
    status: {
      flowing: 'Yes: the warning chain works, and a warning would arrive.',
      silent: 'Perhaps not: the warning chain is broken, and a warning might not arrive.',
      no_canary:
        'Not known: the test of the chain is not switched on in this installation. Whoever runs the server can switch it on (docs/monitoring.md).',
    } as Words,
    canary: 'Last complete test',
    noTest: 'none',
    watchdog: 'Last check by the external watchdog',
    counter: 'Tests run',
    limit: 'Limit before the alarm',
    ago: (seconds: string) => `${seconds} s ago`,
    minutes: (minutes: string) => `${minutes} min`,
    never: 'never',
    findings: 'What fails',
    finding: {
      canary_not_posted: 'the test signal did not get in',
      canary_not_fired: 'the test signal did not fire its alert',
      canary_not_received: 'the test message did not arrive',
      lane_stands: 'an evaluation queue is stopped',
      entries_quarantined: 'some entries could not be evaluated and were set aside',
    } as Words,
    service: 'Service',
    state: 'Status',
    ready: { ready: 'ready', degraded: 'degraded', unavailable: 'unavailable' } as Words,
    part: { up: 'works', down: 'down' } as Words,
    database: 'Database',
    pokes: 'Messages between processes',
    durability: 'If the power fails',
    durabilities: {
      disk: 'nothing that was received is lost',
      process: 'the latest entries may be lost',
    } as Words,
    role: 'What this process does',
    roles: {
      all: 'all: interface and jobs',
      api: 'interface (console and API)',
      worker: 'jobs (evaluating and sending)',
    } as Words,
    metrics: 'Metrics for Prometheus are at /metrics; dashboards and alarms in docs/monitoring.',
  },
} satisfies Catalogue<object>
