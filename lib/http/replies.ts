/**
 * Answers that are a sentence: what a person sees when there is no file.
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
