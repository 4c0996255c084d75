/**
 * A request that brings JSON: read whole if it is short enough, or answered with what is wrong with
 * it. Nothing of it is in the answer.
 *
 * @module
 */

import { reply } from "./replies.ts";

/** Bytes of a request: what a client sends over a WebSocket at a time is not longer. */
const BODY_BYTES = 65_536;

const METHODS = { allow: "POST, OPTIONS" };
const TYPE_REGEXP = /^application\/json *(?:; *charset="?utf-8"?)?$/i;

/**
 * Answers a `POST` of JSON with what `answer` makes of it, and all else with 405, 415, 413 or 400.
 */
export async function answerJson(
  request: Request,
  answer: (body: unknown) => Promise<Response>,
): Promise<Response> {
  const { method, headers } = request;
  if (method !== "POST") {
    return reply(405, "Cannot use this method here: only POST", METHODS);
  }
  // No form can send this type: a page of another origin is asked for its own first.
  if (!TYPE_REGEXP.test(headers.get("content-type") ?? "")) {
    return reply(415, "Cannot read this: it must be application/json");
  }
  if (headers.has("content-encoding")) {
    return reply(415, "Cannot read this: it must not be packed");
  }
  const bytes = await bytesOf(request);
  if (bytes === undefined) {
    return reply(413, `Cannot read this: it has more than ${BODY_BYTES} bytes`);
  }
  const parsed = parse(bytes);
  return parsed === undefined
    ? reply(400, "Cannot read this: it is not JSON in UTF-8")
    : await answer(parsed.value);
}

/** The body; `undefined` if it is too long, of which no more is read than it takes to know. */
async function bytesOf(
  { headers, body }: Request,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const tooLong = Number(headers.get("content-length")) > BODY_BYTES;
  if (tooLong) return void await body?.cancel();
  // To leave the loop is to cancel the body.
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return await new Blob(chunks).bytes();
}

function parse(bytes: Uint8Array): { value: unknown } | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
