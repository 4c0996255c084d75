/**
 * Whether a request shows the secret of whoever runs the server.
 *
 * @module
 */

import { createHash, timingSafeEqual } from "node:crypto";
import { reply } from "./replies.ts";

/** Answers with what `answer` says, or with 401 if the request does not show `secret`. */
export async function answerBearer(
  { headers }: Request,
  secret: string,
  answer: () => Promise<Response>,
): Promise<Response> {
  const [, shown] =
    /^bearer +(\S+)$/i.exec(headers.get("authorization") ?? "") ??
      [];
  return shown !== undefined && equals(shown, secret)
    ? await answer()
    : reply(401, "Cannot do this: it takes the server's admin secret", {
      "www-authenticate": "Bearer",
    });
}

/** In constant time, whatever their lengths, so that the answer's delay tells nothing. */
function equals(shown: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(shown), digest(secret));
}
