/** What either end may say, in each of its forms. */

import type { ClientEnvelope, ServerEnvelope } from "../../lib/wire/mod.ts";

export const FROM_EITHER: (ClientEnvelope & ServerEnvelope)[] = [
  { type: "disconnect", ns: "/chat" },
  { type: "receipt", received: 0 },
  { type: "event", event: "say", args: [] },
  { type: "event", event: "say", args: [], volatile: true },
  { type: "event", ns: "/chat", event: "say", args: [null, [{}], 1.5, "é"] },
  { type: "event", event: "say", args: ["hello"], id: 0 },
  { type: "event", event: "say", args: [], id: Number.MAX_SAFE_INTEGER },
  { type: "ack", id: 1, args: ["yes", 2] },
  { type: "ack", ns: "/chat", id: 1, args: [] },
  { type: "ack", id: 1, error: { code: "no", message: "Cannot" } },
  {
    type: "ack",
    ns: "/chat",
    id: 1,
    error: { code: "no", message: "Cannot" },
  },
];
