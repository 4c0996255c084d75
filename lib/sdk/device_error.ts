/**
 * Why a camera, a microphone, a speaker or the screen is not to be had.
 *
 * @module
 */

/** What a person may choose among, or share. */
export type DeviceName = "camera" | "microphone" | "speaker" | "screen";

/** Why a device is not to be had. */
export type DeviceErrorCode =
  /** The person, or a policy of theirs or of the page's, forbids it: only the browser's settings help. */
  | "denied"
  /** The person has closed the question: it may be asked again. */
  | "dismissed"
  /** There is none, or not that one. */
  | "not-found"
  /** It is there, and something else uses it, or it is broken. */
  | "in-use"
  /** None has what was demanded. */
  | "over-constrained"
  /** A browser has no devices for pages that are not from `https:` or from this machine. */
  | "insecure-origin"
  /** This browser has no such thing, or not at this moment. */
  | "unsupported";

const REASONS: Readonly<Record<DeviceErrorCode, string>> = {
  denied: "permission is denied",
  dismissed: "the question was dismissed",
  "not-found": "there is none",
  "in-use": "something else uses it",
  "over-constrained": "none has what is demanded",
  "insecure-origin": "the page is not secure",
  unsupported: "this browser cannot",
};

/** A device is not to be had. */
export class DeviceError extends Error {
  /** Which; the first, where several were asked for at once. */
  readonly device: DeviceName;
  /** Why. */
  readonly code: DeviceErrorCode;

  /** Makes the error, with the platform's own as its `cause`. */
  constructor(device: DeviceName, code: DeviceErrorCode, cause?: unknown) {
    super(`Cannot use the ${device}: ${REASONS[code]}`, { cause });
    this.name = "DeviceError";
    this.device = device;
    this.code = code;
  }
}

/** What to tell of an error of the platform's. */
export function deviceCodeOf(error: unknown): DeviceErrorCode {
  switch (error instanceof Error ? error.name : undefined) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
      return "not-found";
    case "NotReadableError":
    case "AbortError":
      return "in-use";
    case "OverconstrainedError":
      // What was demanded is a device that is gone.
      return error instanceof Object && "constraint" in error &&
          error.constraint === "deviceId"
        ? "not-found"
        : "over-constrained";
    default:
      return "unsupported";
  }
}

/** Why there is nothing to ask at all. */
export function noDevices(device: DeviceName): DeviceError {
  return new DeviceError(
    device,
    globalThis.isSecureContext === false ? "insecure-origin" : "unsupported",
  );
}
