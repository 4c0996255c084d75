/**
 * Where a server can be reached, in the words printed when it starts.
 *
 * @module
 */

/** The part of `Deno.NetworkInterfaceInfo` that matters here. */
export type Interface = Pick<Deno.NetworkInterfaceInfo, "family" | "address">;

/** What a server listens on, and the machine's interfaces. */
export interface Listening {
  /** The host as configured; `0.0.0.0` and `::` stand for every interface. */
  readonly host: string;
  /** The port in use, never 0. */
  readonly port: number;
  /** Whether it speaks https. */
  readonly tls: boolean;
  /** As `Deno.networkInterfaces()` gives them. */
  readonly interfaces: readonly Interface[];
}

/**
 * The lines to print at start: a URL each, this machine's own first, and a
 * note if some of them are no good for a call.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * const local = { host: "127.0.0.1", port: 2013, tls: false, interfaces: [] };
 * deepEqual(addressLines(local), ["http://127.0.0.1:2013/"]);
 * ```
 */
export function addressLines(listening: Listening): string[] {
  const { port, tls } = listening;
  const hosts = reachable(listening);
  const urls = hosts.map((host) => {
    const name = host.includes(":") ? `[${host}]` : host;
    return new URL(`${tls ? "https" : "http"}://${name}:${port}/`).href;
  });
  if (tls || hosts.every(isLoopback)) return urls;
  return [
    ...urls,
    "Browsers give camera and microphone only to localhost or https:",
    "to call from other machines, pass --cert and --key",
  ];
}

function reachable({ host, interfaces }: Listening): string[] {
  if (host !== "0.0.0.0" && host !== "::") return [host];
  const addresses = interfaces
    // "::" takes IPv4 connections too; "0.0.0.0" has no IPv6.
    .filter(({ family }) => family === "IPv4" || host === "::")
    .map(({ address }) => address)
    .filter((address) => !isLoopback(address) && !isLinkLocal(address));
  return ["localhost", ...new Set(addresses)];
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** Such an address means nothing without the name of an interface. */
function isLinkLocal(address: string): boolean {
  return address.startsWith("169.254.") || /^fe[89ab]/i.test(address);
}
