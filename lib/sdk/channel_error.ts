/**
 * What can go wrong with a message or a file on its way to the other peer.
 *
 * @module
 */

/** What went wrong with a file, at whichever end, that its other end hears of. */
export type FileErrorCode =
  /** The receiver does not want it. */
  | "refused"
  /** The sender has withdrawn it, or the receiver has stopped it. */
  | "cancelled"
  /** The sender's file has changed or is gone. */
  | "unreadable"
  /** The receiver's stream did not take what came. */
  | "unwritable"
  /** What came is not what was announced. */
  | "malformed"
  /** The receiver has as many files under way as it takes. */
  | "too-many";

/** What went wrong. */
export type ChannelErrorCode =
  | FileErrorCode
  /** The channel is closed, or was before all had come. */
  | "closed"
  /** The message is too long. */
  | "too-long"
  /** More waits to be sent than may: the other peer does not keep up. */
  | "too-much";

const CODES: readonly FileErrorCode[] = [
  "refused",
  "unreadable",
  "unwritable",
  "malformed",
  "too-many",
];

/** A message or a file did not get through. */
export class ChannelError extends Error {
  /** What went wrong. */
  readonly code: ChannelErrorCode;

  /**
   * Makes the error.
   *
   * @param what What cannot be done, such as `"send the file"`.
   * @param code What went wrong.
   * @param cause The platform's own error, if there is one.
   */
  constructor(what: string, code: ChannelErrorCode, cause?: unknown) {
    super(`Cannot ${what}: ${code.replace("-", " ")}`, { cause });
    this.name = "ChannelError";
    this.code = code;
  }
}

/** The code that the other peer gives for what became of a file. */
export function codeOf(value: unknown): FileErrorCode {
  return CODES.find((code) => code === value) ?? "cancelled";
}
