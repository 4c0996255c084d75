/**
 * A request of whoever runs the server to revoke a token: which one, and what became of it.
 *
 * @module
 */

import { Refusal } from "../wire/mod.ts";
import { TOKEN_ID_CHARS } from "./revocations.ts";
import type { TokenGuard } from "./token_guard.ts";

/** What became of it. */
export type RevocationAnswer =
  | { readonly ok: true; readonly id: string }
  | {
    readonly ok: false;
    readonly code: string;
    readonly message: string;
    readonly retryable: boolean;
  };

/**
 * Revokes what `request` names: `{ token }`, or `{ id, exp }` with the token's `jti` and `exp`.
 *
 * @param request Anything.
 */
export async function answerRevocation(
  guard: TokenGuard,
  request: unknown,
): Promise<RevocationAnswer> {
  try {
    return { ok: true, id: await revoke(guard, request) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, retryable } = error;
    return { ok: false, code, message, retryable };
  }
}

async function revoke(guard: TokenGuard, request: unknown): Promise<string> {
  if (typeof request !== "object" || request === null) throw unreadable();
  if ("token" in request && typeof request.token === "string") {
    return await guard.revokeToken(request.token) ?? full();
  }
  if (!("id" in request && "exp" in request)) throw unreadable();
  const { id, exp } = request;
  if (
    typeof id !== "string" || id === "" || id.length > TOKEN_ID_CHARS ||
    typeof exp !== "number"
  ) throw unreadable();
  return guard.revoke(id, exp * 1_000) ? id : full();
}

function unreadable(): Refusal {
  return new Refusal(
    "request-invalid",
    'Cannot revoke: the request must be {"token": …}, or {"id": …, "exp": …} with what the token has as jti and exp',
  );
}

/** None that is revoked gives way to another: it would be good again. */
function full(): never {
  throw new Refusal(
    "too-many-revoked",
    "Cannot revoke: too many tokens are revoked already",
    true,
  );
}
