/**
 * Answers that are no files: a sentence, for a person, or JSON, for a program.
 *
 * @module
 */

/**
 * A response of plain text.
 *
 * @param headers Headers beside the content type, if any.
 */
export function reply(
  status: number,
  sentence: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  });
}

/** A response of JSON, which is good for now and not for later. */
export function replyJson(status: number, value: unknown): Response {
  return Response.json(value, {
    status,
    headers: { "cache-control": "no-store" },
  });
}
