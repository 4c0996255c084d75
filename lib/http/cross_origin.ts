/**
 * Which pages of other servers may ask, and read the answer: the same that may open a WebSocket.
 *
 * @module
 */

import { reply } from "./replies.ts";

/** Pages of the server's own host, of any, or of the origins that are listed. */
export type Origins = "same" | "any" | readonly string[];

/** Seconds for which a browser remembers what it may send. */
const REMEMBERED = 600;

/**
 * Answers a page that may ask, or says that it may not. Who sends no origin is no page.
 *
 * @param answer Answers the request itself; its headers are added to.
 */
export async function answerAcrossOrigins(
  request: Request,
  origins: Origins,
  answer: () => Promise<Response>,
): Promise<Response> {
  const origin = request.headers.get("origin");
  if (origin === null) return await answer();
  if (!mayAsk(request, origin, origins)) {
    return reply(403, "Pages of this origin may not ask", { vary: "origin" });
  }
  const response = request.method === "OPTIONS"
    ? new Response(null, {
      status: 204,
      headers: {
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "content-type",
        "access-control-max-age": `${REMEMBERED}`,
      },
    })
    : await answer();
  response.headers.set("access-control-allow-origin", origin);
  response.headers.append("vary", "origin");
  return response;
}

function mayAsk({ url }: Request, origin: string, origins: Origins): boolean {
  if (origins === "any") return true;
  if (origins !== "same") return origins.includes(origin);
  // Not the scheme: behind a proxy that ends TLS, the page's is https and the server's is http.
  const page = URL.parse(origin);
  return page !== null && page.host === URL.parse(url)?.host;
}
