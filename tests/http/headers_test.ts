import { deepEqual, equal } from "node:assert/strict";
import { securityHeaders } from "../../lib/http/headers.ts";

const HOST = "localhost:2013";

Deno.test("securityHeaders() holds Parley's own page to what it needs", () => {
  deepEqual(securityHeaders({ page: "own", tls: false, host: HOST }), {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; script-src 'self'; " +
      "style-src 'self'; " +
      "connect-src 'self' ws://localhost:2013 wss://localhost:2013; " +
      "media-src 'self' blob:; img-src 'self' data:; manifest-src 'self'; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "autoplay=(self), camera=(self), " +
      "display-capture=(self), fullscreen=(self), microphone=(self), " +
      "picture-in-picture=(self), screen-wake-lock=(self), " +
      "geolocation=(), hid=(), midi=(), payment=(), serial=(), usb=()",
    "referrer-policy": "no-referrer",
  });
});

Deno.test("securityHeaders() leaves a page of the user's as it was", () => {
  for (const tls of [false, true]) {
    deepEqual(securityHeaders({ page: "user", tls, host: "example.org" }), {
      "x-content-type-options": "nosniff",
    });
  }
});

const HSTS: [
  tls: boolean,
  host: string | undefined,
  value: string | undefined,
][] = [
  [true, "example.org", "max-age=15552000"],
  [true, "192.168.1.20:2013", "max-age=15552000"],
  [true, "notlocalhost", "max-age=15552000"],
  [true, "localhost.example.org", "max-age=15552000"],
  [true, "localhost", undefined],
  [true, "localhost:2013", undefined],
  [true, "app.localhost:2013", undefined],
  [true, undefined, undefined],
  [false, "example.org", undefined],
];
for (const [tls, host, value] of HSTS) {
  const scheme = tls ? "https" : "http";
  Deno.test(`securityHeaders() on ${scheme} at ${host} has HSTS ${value}`, () => {
    const headers = securityHeaders({ page: "own", tls, host });
    equal(headers["strict-transport-security"], value);
  });
}

const SOCKETS: [host: string | undefined, sources: string][] = [
  ["example.org", " ws://example.org wss://example.org"],
  ["my_host-1:8080", " ws://my_host-1:8080 wss://my_host-1:8080"],
  ["[::1]:2013", " ws://[::1]:2013 wss://[::1]:2013"],
  ["a;script-src *", ""],
  ["a;b", ""],
  ["a'b", ""],
  ["a,b", ""],
  ["*", ""],
  ["*.example.org", ""],
  ["a b", ""],
  ["a\nb", ""],
  ["example.org\n", ""],
  ["user@example.org", ""],
  ["example.org/x", ""],
  ["example.org:", ""],
  ["example.org:123456", ""],
  ["", ""],
  [undefined, ""],
];
for (const [host, sources] of SOCKETS) {
  Deno.test(`securityHeaders() allows sockets to ${JSON.stringify(host)}:${sources || " no"}`, () => {
    const headers = securityHeaders({ page: "own", tls: false, host });
    const [connect] =
      headers["content-security-policy"]?.match(/connect-src[^;]*/) ?? [];
    equal(connect, `connect-src 'self'${sources}`);
  });
}
