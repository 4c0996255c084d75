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
 * Reads of a binary frame what is JSON: an event with its `bytes`, which are where they were said to be,
 * or an answer, which has failed.
 *
 * @throws {Error} If it is no such frame.
 */
export function headOf(frame: unknown): unknown {
  if (!(frame instanceof ArrayBuffer)) return;
  const head = new Uint8Array(frame, 4, new DataView(frame).getUint32(0));
  return { ...JSON.parse(new TextDecoder().decode(head)), error: NO_BYTES };
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
