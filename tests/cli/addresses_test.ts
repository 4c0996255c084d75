import { deepEqual } from "node:assert/strict";
import { addressLines, type Interface } from "../../lib/cli/addresses.ts";

const INTERFACES: Interface[] = [
  { family: "IPv4", address: "127.0.0.1" },
  { family: "IPv6", address: "::1" },
  { family: "IPv4", address: "192.168.1.20" },
  { family: "IPv4", address: "192.168.1.20" },
  { family: "IPv4", address: "169.254.7.7" },
  { family: "IPv6", address: "fe80::1" },
  { family: "IPv6", address: "febf::1" },
  { family: "IPv6", address: "2001:db8::20" },
  { family: "IPv6", address: "fd00::20" },
];
const NOTE = [
  "Browsers give camera and microphone only to localhost or https:",
  "to call from other machines, pass --cert and --key",
];

const CASES: [host: string, port: number, tls: boolean, lines: string[]][] = [
  ["0.0.0.0", 2013, false, [
    "http://localhost:2013/",
    "http://192.168.1.20:2013/",
    ...NOTE,
  ]],
  ["0.0.0.0", 2013, true, [
    "https://localhost:2013/",
    "https://192.168.1.20:2013/",
  ]],
  ["::", 2013, false, [
    "http://localhost:2013/",
    "http://192.168.1.20:2013/",
    "http://[2001:db8::20]:2013/",
    "http://[fd00::20]:2013/",
    ...NOTE,
  ]],
  ["127.0.0.1", 2013, false, ["http://127.0.0.1:2013/"]],
  ["localhost", 2013, false, ["http://localhost:2013/"]],
  ["::1", 2013, false, ["http://[::1]:2013/"]],
  ["192.168.1.20", 2013, false, ["http://192.168.1.20:2013/", ...NOTE]],
  ["parley.lan", 443, true, ["https://parley.lan/"]],
  ["parley.lan", 80, false, ["http://parley.lan/", ...NOTE]],
  ["parley.lan", 443, false, ["http://parley.lan:443/", ...NOTE]],
];

for (const [host, port, tls, lines] of CASES) {
  const name = `${tls ? "https" : "http"} on ${host} port ${port}`;
  Deno.test(`addressLines() shows where ${name} is reached`, () => {
    deepEqual(addressLines({ host, port, tls, interfaces: INTERFACES }), lines);
  });
}

Deno.test("addressLines() has no note on a machine without a network", () => {
  const interfaces = INTERFACES.slice(0, 2);
  deepEqual(
    addressLines({ host: "0.0.0.0", port: 1, tls: false, interfaces }),
    [
      "http://localhost:1/",
    ],
  );
});
