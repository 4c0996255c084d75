/**
 * What a client that has no words for bytes does about them.
 *
 * @module
 */

/** What is said of bytes that came. */
export const NO_BYTES = {
  code: "bytes-unreadable",
  message: "Cannot read bytes: client.mjs can",
} as const;

/**
 * Reads of a binary frame what is JSON: the event, and its `bytes`, which are where they were said to
 * be; an answer has failed.
 */
export function headOf(frame: unknown): unknown {
  if (!(frame instanceof ArrayBuffer)) return;
  const head = new Uint8Array(frame, 4, new DataView(frame).getUint32(0));
  const { args, ...rest } = JSON.parse(new TextDecoder().decode(head));
  return rest.type === "ack" ? { ...rest, error: NO_BYTES } : { ...rest, args };
}

/** Refuses bytes among what is made JSON of, as the function that `JSON.stringify` asks. */
export function refuseBytes(_: string, value: unknown): unknown {
  if (
    ArrayBuffer.isView(value) || value instanceof ArrayBuffer ||
    value instanceof Blob
  ) {
    throw new TypeError("Cannot send bytes: client.mjs can");
  }
  return value;
}
