/**
 * What a browser is told about the limits of a page.
 *
 * @module
 */

/** Whose page is served. */
export type Page = "own" | "user";

/** What the headers depend on. */
export interface Context {
  /** Parley's own page, or a folder of the user's. */
  readonly page: Page;
  /** Whether it is served over https by this server. */
  readonly tls: boolean;
  /** Host and port of the request's URL; a client may write anything there. */
  readonly host: string | undefined;
}

/** A name or an address with an optional port, and nothing else. */
const HOST_REGEXP = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const LOCALHOST_REGEXP = /^(?:.+\.)?localhost(?::|$)/i;

/** In seconds. */
const HALF_A_YEAR = 15_552_000;

/** What a call needs of a browser, for pages of this server alone. */
const USED_FEATURES = [
  "autoplay",
  "camera",
  "display-capture",
  "fullscreen",
  "microphone",
  "picture-in-picture",
  "screen-wake-lock",
];
/** What it does not need; a script that got in anyway shall not have it. */
const UNUSED_FEATURES = [
  "geolocation",
  "hid",
  "midi",
  "payment",
  "serial",
  "usb",
];

/**
 * The headers for every response of a server, whatever its status.
 *
 * Parley's own page gets the tightest rules that it works under. A page of the
 * user's must work as it did elsewhere, with scripts inline or from another
 * server, in a frame, with a log-in window, with a video that wants a referrer.
 * What could break one of these is left to the page, which can set most of it
 * by a `<meta>` element.
 */
export function securityHeaders(
  { page, tls, host }: Context,
): Record<string, string> {
  const always = { "x-content-type-options": "nosniff" };
  if (page === "user") return always;
  const headers: Record<string, string> = {
    ...always,
    "content-security-policy": contentSecurityPolicy(host),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": [
      ...USED_FEATURES.map((feature) => `${feature}=(self)`),
      ...UNUSED_FEATURES.map((feature) => `${feature}=()`),
    ].join(", "),
    // The address of a page holds the name of its room.
    "referrer-policy": "no-referrer",
  };
  // Not on localhost, where it would bind whatever else is developed there.
  if (tls && host !== undefined && !LOCALHOST_REGEXP.test(host)) {
    headers["strict-transport-security"] = `max-age=${HALF_A_YEAR}`;
  }
  return headers;
}

function contentSecurityPolicy(host: string | undefined): string {
  // Browsers of before 2022 do not take 'self' to cover WebSockets. Both
  // schemes, since a proxy in front may speak https for us. Nothing but a host
  // goes in, or a client could write rules of its own.
  const sockets = host !== undefined && HOST_REGEXP.test(host)
    ? ` ws://${host} wss://${host}`
    : "";
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self'${sockets}`,
    "media-src 'self' blob:",
    "img-src 'self' data:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
