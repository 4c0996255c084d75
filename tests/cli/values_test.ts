import { deepEqual, equal } from "node:assert/strict";
import {
  HOST,
  KEY_SET,
  oneOf,
  ORIGINS,
  type Origins,
  SECRET,
  secretsOf,
  TEXT,
  wholeNumber,
} from "../../lib/cli/values.ts";

Deno.test("wholeNumber() takes both limits, and decimal digits only", () => {
  const port = wholeNumber(0, 65535);
  for (
    const [text, value] of [["0", 0], ["65535", 65535], ["0080", 80]] as const
  ) {
    equal(port.parse(text), value);
  }
  const refused = [
    "65536",
    "-1",
    "",
    " ",
    "80 ",
    "1e3",
    "0x50",
    "80.0",
    "80.5",
    "+80",
    "Infinity",
    "NaN",
    "99999999999999999999",
    "٨٠",
    "80\n",
  ];
  for (const text of refused) equal(port.parse(text), undefined, text);
  equal(wholeNumber(2, 16).parse("1"), undefined);
});

Deno.test("oneOf() takes its words alone", () => {
  const word = oneOf("room", "all");
  equal(word.parse("room"), "room");
  for (const text of ["Room", "room ", "", "toString"]) {
    equal(word.parse(text), undefined, text);
  }
});

Deno.test("HOST takes addresses and names", () => {
  const hosts = [
    "0.0.0.0",
    "127.0.0.1",
    "::",
    "::1",
    "fd00::1",
    "localhost",
    "Parley.lan",
    "my_host",
    "example.org",
    "xn--mnchen-3ya.de",
  ];
  for (const host of hosts) equal(HOST.parse(host), host);
});

Deno.test("HOST refuses what is not a host alone", () => {
  const texts = [
    "http://a",
    "a:80",
    "[::1]",
    "[::1]:80",
    "a/b",
    "a b",
    "999.1.1.1",
    "127.1",
    "2130706433",
    "a?b",
    "a#b",
    "u@a",
    "a\\b",
    "%61",
    "",
    "::1::",
  ];
  for (const text of texts) equal(HOST.parse(text), undefined, text);
});

const ORIGIN_LISTS: [text: string, origins: Origins][] = [
  ["same", "same"],
  ["any", "any"],
  ["https://example.org", ["https://example.org"]],
  ["https://example.org/", ["https://example.org"]],
  ["HTTPS://Example.ORG", ["https://example.org"]],
  ["https://example.org:443", ["https://example.org"]],
  ["http://localhost:8080", ["http://localhost:8080"]],
  ["http://[::1]:80", ["http://[::1]"]],
  ["https://münchen.de", ["https://xn--mnchen-3ya.de"]],
  ["https://a.example, https://b.example", [
    "https://a.example",
    "https://b.example",
  ]],
  ["https://a.example,https://a.example", ["https://a.example"]],
];
for (const [text, origins] of ORIGIN_LISTS) {
  Deno.test(`ORIGINS takes ${JSON.stringify(text)}`, () => {
    deepEqual(ORIGINS.parse(text), origins);
  });
}

const NOT_ORIGINS = [
  "",
  "*",
  "null",
  "example.org",
  "example.org:80",
  "//example.org",
  "https://",
  "https:example.org/x",
  "https://example.org/page",
  "https://example.org?",
  "https://example.org#",
  "https://user@example.org",
  "https://user:secret@example.org",
  "https://*.example.org",
  "https://example.org:99999",
  "https://exa mple.org",
  "ftp://example.org",
  "file:///etc",
  "javascript:alert(1)",
  "https://a.example,",
  ",https://a.example",
  "https://a.example,same",
  "https://a.example https://b.example",
];
for (const text of NOT_ORIGINS) {
  Deno.test(`ORIGINS refuses ${JSON.stringify(text)}`, () => {
    equal(ORIGINS.parse(text), undefined);
  });
}

const LONG = "x".repeat(32);

Deno.test("secretsOf() takes secrets that are long enough, each once", () => {
  const secrets = secretsOf(32);
  deepEqual(secrets.parse(LONG), [LONG]);
  deepEqual(secrets.parse(` ${LONG} , ${LONG},${LONG}y`), [LONG, `${LONG}y`]);
  for (
    const text of ["", ",", LONG.slice(1), `${LONG},`, `,${LONG}`, `${LONG},y`]
  ) {
    equal(secrets.parse(text), undefined, text);
  }
});

Deno.test("SECRET takes a secret that a header can carry", () => {
  equal(SECRET.parse(LONG), LONG);
  for (
    const text of ["", LONG.slice(1), `${LONG} x`, `${LONG}\n`, `${LONG}ü`]
  ) {
    equal(SECRET.parse(text), undefined, text);
  }
});

Deno.test("TEXT takes one line", () => {
  for (
    const text of [
      "https://school.example/",
      "Schule für alle",
      "x".repeat(256),
    ]
  ) {
    equal(TEXT.parse(text), text);
  }
  for (const text of ["", "a\nb", "a\u0000", "x".repeat(257)]) {
    equal(TEXT.parse(text), undefined, text);
  }
});

Deno.test("KEY_SET takes paths as they are, and addresses that nobody else can answer at", () => {
  for (
    const text of ["keys.json", "/etc/keys.json", "C:\\keys.json", "https"]
  ) {
    equal(KEY_SET.parse(text), text);
    equal(KEY_SET.leadsTo?.(text), "file");
  }
  for (
    const text of [
      "https://school.example/keys",
      "HTTPS://school.example:8443/keys?x=1",
      "http://localhost:8080/keys",
      "http://127.0.0.1/keys",
      "http://[::1]:80/keys",
    ]
  ) {
    equal(`${KEY_SET.parse(text)}`, URL.parse(text)?.href);
    equal(KEY_SET.leadsTo?.(text), undefined);
  }
  for (
    const text of [
      "http://school.example/keys",
      "http://localhost.example/keys",
      "ftp://school.example/keys",
      "file:///etc/keys.json",
      "https://ada:secret@school.example/keys",
      "https://",
    ]
  ) {
    equal(KEY_SET.parse(text), undefined, text);
    equal(KEY_SET.leadsTo?.(text), undefined, text);
  }
});
