// Turns whatever a request ended with into one problem answer and one log line.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import type { Actor } from '#domain/actor.ts'
import { describeIssue } from '#domain/signal/signal-faults.ts'
import { classifyDatabaseError } from '#platform/database/classify-error.ts'
import { AppError, errorTable, type Fault } from '#platform/errors.ts'
import type { Logger } from '#platform/logger.ts'
import { languageOf, problemOf, statusOf, unknownError } from '#platform/problem.ts'
import { bareHeaders } from './edges.ts'

export function registerErrors(server: FastifyInstance, logger: Logger): void {
  server.setErrorHandler((error, request, reply) => answer(toAppError(error), request, reply, logger))
  server.setNotFoundHandler((request, reply) =>
    answer(
      new AppError(
        'not_found',
        'HTTP_ROUTE_UNKNOWN',
        `there is nothing at ${request.method} ${request.url.split('?')[0]}`,
      ),
      request,
      reply,
      logger,
    ),
  )
}

/** For what fails before a route is found (a URL that cannot be decoded): the same answer as everywhere. */
export function answerFrameworkError(logger: Logger) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    void answer(toAppError(error), request, reply.headers(bareHeaders), logger)
  }
}

function answer(error: AppError, request: FastifyRequest, reply: FastifyReply, logger: Logger): FastifyReply {
  const status = statusOf(error)
  const level = status >= 500 ? errorTable[error.kind].log : 'info'
  logger[level]({
    event: 'request.refused',
    requestId: request.id,
    method: request.method,
    route: request.routeOptions.url,
    status,
    code: error.code,
    ...whoAsked(request),
    ...(status >= 500
      ? { error: error.message, cause: causeOf(error)?.message, stack: causeOf(error)?.stack ?? error.stack }
      : {}),
  })
  if (status === 429 || status === 503)
    void reply.header('retry-after', String(error.details.retryAfterSeconds ?? 2))
  if (status === 401) void reply.header('www-authenticate', 'Bearer')
  return reply
    .code(status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemOf(error, request, languageOf(request.headers['accept-language']))))
}

/** The id of the token or account; nothing where nobody was recognised. */
function whoAsked({ actor }: { readonly actor?: Actor | null }): { readonly actor?: string } {
  return actor === null || actor === undefined ? {} : { actor: actor.tokenId }
}

const clientErrors: Readonly<Record<string, [code: string, status: number]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['HTTP_BODY_TOO_LARGE', 413],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['HTTP_MEDIA_TYPE', 415],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['HTTP_BODY_EMPTY', 400],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['HTTP_CONTENT_LENGTH', 400],
  FST_ERR_BAD_URL: ['HTTP_URL', 400],
  FST_ERR_ASYNC_CONSTRAINT: ['HTTP_URL', 400],
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (hasZodFastifySchemaValidationErrors(error)) return validationError(error.validation)
  const { code = '', statusCode = 500, message = '' } = error as Partial<FastifyError>
  const known = clientErrors[code]
  if (known !== undefined) return new AppError('invalid', known[0], message, { status: known[1] })
  if (statusCode >= 400 && statusCode < 500)
    return new AppError('invalid', 'HTTP_REQUEST', message, { status: statusCode })
  return classifyDatabaseError(error) ?? unknownError(error)
}

interface SchemaIssue {
  readonly keyword: string
  readonly instancePath: string
  readonly message?: string | undefined
  readonly params: object
}

function validationError(issues: readonly SchemaIssue[]): AppError {
  const faults = issues.map(fieldFault)
  const detail = faults.map((one) => `${one.pointer || '/'}: ${one.message.en}`).join('; ')
  return new AppError('invalid', 'HTTP_FIELDS', detail, { faults })
}

function fieldFault({ keyword, instancePath, message, params }: SchemaIssue): Fault {
  const pointer = instancePath === '/' ? '' : instancePath
  // The zod issue as it was before the type provider took it apart.
  const issue = { ...params, code: keyword, path: pointer.split('/').slice(1), message } as z.core.$ZodIssue
  const [es, en] = describeIssue(issue)
  return { pointer, code: 'HTTP_FIELD', message: { es, en } }
}

/** What broke: its stack leads to the place, ours only to where it was caught. */
function causeOf({ details: { cause } }: AppError): Error | undefined {
  return cause instanceof Error ? cause : undefined
}
