/**
 * What a pair's data channel carries: binary frames of a kind, the number of a file, and a payload.
 * The channel is reliable and in order, so nothing is repeated and nothing is numbered twice.
 *
 * @module
 */

/** What the two ends of a channel may send, and what one can make the other hold. */
export const CHANNEL_LIMITS = {
  /** Characters of a message as JSON; what is longer is a file. */
  messageChars: 262_144,
  /**
   * Bytes of a chunk; only the last of a file is shorter. A frame is far below the 65,536 bytes that a
   * stack takes which announces no limit (RFC 8841, section 6.1), and a message that waits behind one
   * waits for 0.13 s on an uplink of 1 Mbit/s.
   */
  chunkBytes: 16_384,
  /** Bytes that are read from a file at once: 16 chunks. */
  blockBytes: 262_144,
  /** Bytes in the channel's own buffer past which nothing more is given to it: messages wait behind them. */
  bufferedBytes: 131_072,
  /** Bytes in it at which it is filled again, well before it is empty. */
  bufferedLowBytes: 65_536,
  /**
   * Bytes of a file that its receiver may not have dealt with: enough for 80 Mbit/s over a round trip of
   * 100 ms.
   */
  windowBytes: 1_048_576,
  /** Bytes of a file after which its receiver says how far it is. */
  creditBytes: 262_144,
  /** Files under way each way, those that wait to be accepted included. */
  files: 64,
  /** Bytes of messages that wait for the channel: an application that sends more is not heard anyway. */
  backlogBytes: 4_194_304,
  /** Frames of them, as a short one costs more than its bytes. */
  backlogFrames: 8_192,
  /** Characters of a file's name. */
  nameChars: 255,
  /** Characters of a file's type. */
  typeChars: 127,
} as const;

/** The kinds of frames. */
export const KIND = {
  /** A part of a message, of which more is to come. */
  part: 0,
  /** A message, or the last part of it. */
  message: 1,
  /** To the receiver: a file, as `[name, size, type]`. */
  offer: 2,
  /** To the receiver: nothing more comes of it; the payload is the reason's code. */
  withdraw: 3,
  /** To the receiver: its next bytes. */
  chunk: 4,
  /**
   * To the sender: so many bytes are dealt with. The first one accepts the file; the one that names its
   * size says that all of it is where it was to go.
   */
  credit: 5,
  /** To the sender: nothing more is wanted of it; the payload is the reason's code. */
  stop: 6,
} as const;

/** A frame, as it is read. */
export interface Frame {
  /** One of {@linkcode KIND}, or something unknown. */
  readonly kind: number;
  /** The number of the file, among its sender's. */
  readonly id: number;
  /** The rest. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

const HEADER_BYTES = 5;

/** Makes a frame. */
export function frameOf(
  kind: number,
  id: number,
  payload: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  frame[0] = kind;
  new DataView(frame.buffer).setUint32(1, id);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** Reads a frame of the other peer's; `undefined` if it is none. */
export function readFrame(data: unknown): Frame | undefined {
  if (!(data instanceof ArrayBuffer) || data.byteLength < HEADER_BYTES) return;
  const view = new DataView(data);
  return {
    kind: view.getUint8(0),
    id: view.getUint32(1),
    payload: new Uint8Array(data, HEADER_BYTES),
  };
}

/** A text as the payload of a frame. */
export function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What a text of the other peer's means; `undefined` if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
