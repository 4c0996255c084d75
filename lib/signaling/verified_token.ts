/**
 * From a token's text to what its issuer has said, or to the refusal that says what is wrong with it.
 * Nothing of the text is in that, nor in any log.
 *
 * @module
 */

import { getLogger } from "@logtape/logtape";
import {
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
} from "jose";
import { createHash } from "node:crypto";
import { ROOM_LIMITS, type RoomCode } from "../parlance/mod.ts";
import { Refusal } from "../wire/mod.ts";
import { GRANTS_CLAIM, type ReadGrants, readGrants } from "./grants.ts";
import type { TokenHeader } from "./key_set.ts";
import { refusal } from "./refusals.ts";
import { TOKEN_ID_CHARS } from "./revocations.ts";
import type { TokenKeys } from "./token_keys.ts";
import type { WallClock } from "./wall_clock.ts";

const log = getLogger(["parley", "signaling"]);

/** Milliseconds by which the issuer's clock and this one may differ. */
export const TOLERANCE_MS = 2_000;

/** What a token has to satisfy. */
export interface TokenRules {
  /** What it may be signed with. */
  readonly keys: TokenKeys;
  /** Its `iss`, if that matters. */
  readonly issuer?: string | undefined;
  /** What has to be in its `aud`, if that matters. */
  readonly audience?: string | undefined;
  /** The time of day. */
  readonly now: WallClock;
}

/** A token that one of the keys has signed, and whose time it is. */
export interface VerifiedToken extends ReadGrants {
  /** Its id: `jti`, or one that is made of what was signed. */
  readonly id: string;
  /** Whose it is (`sub`). */
  readonly subject: string | undefined;
  /** When it ends, in milliseconds since 1970. */
  readonly endsAtMs: number;
}

/**
 * Checks a token.
 *
 * @param text Anything that anybody has sent.
 * @throws {Refusal} With one of the codes that {@linkcode RoomCode} has for tokens.
 */
export async function verifyToken(
  text: string,
  rules: TokenRules,
): Promise<VerifiedToken> {
  if (text.length > ROOM_LIMITS.tokenChars) {
    throw invalid(`it has more than ${ROOM_LIMITS.tokenChars} characters`);
  }
  const payload = await payloadOf(text, rules);
  const { jti, sub, exp, [GRANTS_CLAIM]: claim } = payload;
  if (exp === undefined || !Number.isSafeInteger(Math.ceil(exp) * 1_000)) {
    throw invalid('its claim "exp" is no time');
  }
  if (!(jti === undefined || isId(jti))) {
    throw invalid(
      `its claim "jti" must be text of 1 to ${TOKEN_ID_CHARS} characters`,
    );
  }
  if (!(sub === undefined || typeof sub === "string")) {
    throw invalid('its claim "sub" must be text');
  }
  const grants = readGrants(claim);
  if (grants === undefined) {
    throw invalid(
      `its claim "${GRANTS_CLAIM}" does not say what may be done in which rooms`,
    );
  }
  return {
    ...grants,
    id: jti ?? idOf(text),
    subject: sub,
    endsAtMs: exp * 1_000,
  };
}

async function payloadOf(
  text: string,
  { keys, issuer, audience, now }: TokenRules,
): Promise<JWTPayload> {
  const header = headerOf(text);
  try {
    for (const key of await keys.keysFor(header)) {
      const payload = await signedWith(key, text, {
        currentDate: new Date(now()),
        clockTolerance: TOLERANCE_MS / 1_000,
        ...issuer !== undefined && { issuer },
        ...audience !== undefined && { audience },
      });
      if (payload !== undefined) return payload;
    }
  } catch (error) {
    throw refusalOf(error);
  }
  throw invalid("it is not signed with a key that this server takes");
}

function headerOf(text: string): TokenHeader {
  try {
    return decodeProtectedHeader(text);
  } catch {
    throw invalid("it cannot be read");
  }
}

/** What is in a token; nothing if another key has signed it. */
async function signedWith(
  key: CryptoKey | Uint8Array,
  text: string,
  options: Parameters<typeof jwtVerify>[2],
): Promise<JWTPayload | undefined> {
  try {
    return (await jwtVerify(text, key, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return;
    throw error;
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) {
    return refused("token-expired", "it has ended");
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === "nbf" && error.reason === "check_failed"
      ? refused("token-not-yet-valid", "its time has not come yet")
      : invalid(`its claim "${error.claim}" is not what it has to be`);
  }
  if (error instanceof errors.JOSEError) return invalid("it cannot be read");
  log.debug("Cannot check a token: {error}", { error });
  return new Refusal(
    "token-invalid",
    "Cannot take the token: its keys cannot be had now",
    true,
  );
}

function invalid(why: string): Refusal {
  return refused("token-invalid", why);
}

function refused(code: RoomCode, why: string): Refusal {
  return refusal(code, `Cannot take the token: ${why}`);
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "" &&
    value.length <= TOKEN_ID_CHARS;
}

/**
 * An id for a token that has none: of what is signed, and not of the signature, of which there may be
 * several spellings that are all good.
 */
function idOf(text: string): string {
  const signed = text.slice(0, text.lastIndexOf("."));
  return createHash("sha256").update(signed).digest("base64url");
}
