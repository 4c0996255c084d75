import { deepEqual, equal, match } from "node:assert/strict";
import {
  type Cause,
  diagnose,
  evidenceOf,
  PATIENCE_MS,
} from "../../lib/sdk/diagnose.ts";
import {
  ConnectionHistory,
  MOST_FAULTS,
  type WatchedConnection,
} from "../../lib/sdk/history.ts";
import { FakeClock } from "../support/fake_clock.ts";

type Listener = (
  event: { url: string; errorCode: number; errorText: string },
) => void;

/** A connection that a test can plant a fault in. */
class PlantedConnection implements WatchedConnection {
  connectionState: RTCPeerConnectionState = "new";
  iceConnectionState: RTCIceConnectionState = "new";
  localDescription: { sdp: string } | null = null;
  remoteDescription: { sdp: string } | null = null;
  servers: RTCIceServer[] = [{ urls: "stun:s.test" }];
  readonly #listeners = new Map<string, Listener[]>();

  getConfiguration(): RTCConfiguration {
    return { iceServers: this.servers };
  }

  addEventListener(type: string, listener: Listener): void {
    const listeners = this.#listeners.get(type) ?? [];
    this.#listeners.set(type, [...listeners, listener]);
  }

  turn(connection: RTCPeerConnectionState, ice: RTCIceConnectionState): void {
    this.connectionState = connection;
    this.iceConnectionState = ice;
    this.#fire("connectionstatechange");
  }

  fault(url: string, errorCode: number, errorText = ""): void {
    this.#fire("icecandidateerror", { url, errorCode, errorText });
  }

  /** Says what it has found, as an SDP does. */
  offers(...candidates: string[]): void {
    this.localDescription = { sdp: sdpOf(candidates) };
  }

  /** The same of the other peer. */
  hears(...candidates: string[]): void {
    this.remoteDescription = { sdp: sdpOf(candidates) };
  }

  #fire(type: string, event = { url: "", errorCode: 0, errorText: "" }): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
}

const MDNS = "1 1 udp 2113937151 5a2c.local 50000 typ host generation 0";
const HOST = "1 1 udp 2113937151 192.168.1.2 50000 typ host generation 0";
const TCP = "3 1 tcp 1518280447 192.168.1.2 9 typ host tcptype active";
const SRFLX =
  "2 1 udp 1677729535 203.0.113.4 50000 typ srflx raddr 0.0.0.0 rport 0";
const RELAY =
  "4 1 UDP 41885439 198.51.100.7 60000 typ relay raddr 203.0.113.4 rport 1";

function sdpOf(candidates: string[]): string {
  return [
    "v=0",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "a=mid:0",
    ...candidates.map((one) => `a=candidate:${one}`),
    "a=end-of-candidates",
    "",
  ].join("\r\n");
}

/** A connection that failed with these candidates. */
function failed(
  connection: PlantedConnection,
  local: string[],
  remote: string[],
): void {
  connection.offers(...local);
  connection.hears(...remote);
  connection.turn("failed", "failed");
}

interface Planted {
  isSignaling?: boolean;
  isPeerAway?: boolean;
  /** Milliseconds that have passed; more than patience allows unless given. */
  ms?: number;
}

const TURN = "turn:t.test:3478?transport=udp";
const TURNS = "turns:t.test:443?transport=tcp";

const UDP_ONLY = [{ urls: "stun:s.test" }, { urls: ["turn:t.test"] }];
const TCP_TOO = [...UDP_ONLY, { urls: TURNS }];

const CASES: [
  what: string,
  cause: Cause,
  plant: (connection: PlantedConnection) => Planted | void,
][] = [
  [
    "a connection that works",
    "connected",
    (it) => it.turn("connected", "completed"),
  ],
  ["one that works though the server is lost", "connected", (it) => {
    it.turn("connected", "connected");
    return { isSignaling: false };
  }],
  ["one that was closed here", "closed", (it) => it.turn("closed", "closed")],
  ["one that has just begun", "connecting", () => ({ ms: 1_000 })],
  ["one that looks for a path", "connecting", (it) => {
    it.offers(HOST);
    it.hears(HOST);
    it.turn("connecting", "checking");
    return { ms: PATIENCE_MS - 1 };
  }],
  ["a path that is not encrypted yet", "connecting", (it) => {
    it.turn("connecting", "connected");
    return { ms: 1_000 };
  }],
  ["fingerprints that do not fit", "dtls-failed", (it) => {
    failed(it, [HOST], [HOST]);
    it.turn("failed", "connected");
    return { ms: 1_000 };
  }],
  ["a handshake that never ends", "dtls-failed", (it) => {
    failed(it, [HOST], [HOST]);
    it.turn("connecting", "completed");
  }],
  ["a server that is gone", "signaling-lost", () => ({ isSignaling: false })],
  ["a server that is gone, and the path with it", "signaling-lost", (it) => {
    it.turn("connected", "connected");
    it.turn("failed", "failed");
    return { isSignaling: false };
  }],
  ["a peer whose server is gone", "peer-away", () => ({ isPeerAway: true })],
  ["a network that changed in the middle", "path-lost", (it) => {
    it.turn("connected", "connected");
    failed(it, [HOST], [HOST]);
  }],
  ["a peer whose program hangs", "no-remote-answer", (it) => {
    it.offers(HOST, SRFLX);
    it.turn("new", "new");
  }],
  ["candidates that are lost on their way", "no-remote-candidates", (it) => {
    failed(it, [HOST, SRFLX], []);
  }],
  ["no network", "no-candidates", (it) => failed(it, [], [HOST, SRFLX])],
  ["a wrong TURN secret", "turn-refused", (it) => {
    it.servers = TCP_TOO;
    it.fault(TURN, 401, "Unauthorized");
    failed(it, [HOST, SRFLX], [HOST, SRFLX]);
  }],
  ["a TURN server that is full", "turn-refused", (it) => {
    it.servers = TCP_TOO;
    it.fault(TURNS, 486, "Allocation Quota Reached");
    failed(it, [HOST, SRFLX], [HOST, SRFLX]);
  }],
  ["a wrong secret where only relays are allowed", "turn-refused", (it) => {
    it.servers = TCP_TOO;
    it.fault(TURN, 401, "Unauthorized");
    failed(it, [], [RELAY]);
  }],
  [
    "a wrong secret for both where only relays are allowed",
    "turn-refused",
    (it) => {
      it.servers = TCP_TOO;
      it.fault(TURN, 401, "Unauthorized");
      failed(it, [], []);
    },
  ],
  ["a TURN server that is down", "turn-unreachable", (it) => {
    it.servers = TCP_TOO;
    it.fault(TURN, 701, "TURN allocate request timed out.");
    failed(it, [HOST, SRFLX], [HOST, SRFLX]);
  }],
  [
    "a TURN server that is down, one interface of two without STUN",
    "turn-unreachable",
    (it) => {
      it.servers = TCP_TOO;
      it.fault("stun:s.test", 701);
      it.fault(TURN, 701);
      failed(it, [HOST, SRFLX], [HOST, SRFLX]);
    },
  ],
  [
    "a TURN server that is down, asked as a STUN server",
    "turn-unreachable",
    (it) => {
      it.servers = TCP_TOO;
      it.fault("stun:t.test:3478", 701, "STUN binding request timed out.");
      failed(it, [HOST, SRFLX], [HOST, SRFLX]);
    },
  ],
  [
    "a TURN server that is down, of which the browser says nothing",
    "turn-unreachable",
    (it) => {
      it.servers = TCP_TOO;
      failed(it, [HOST], [HOST, SRFLX]);
    },
  ],
  ["a firewall that lets nothing out but pages", "turn-unreachable", (it) => {
    it.servers = TCP_TOO;
    it.fault("stun:t.test:3478", 701);
    failed(it, [HOST], [HOST, SRFLX]);
  }],
  [
    "a TURN server that is down where only relays are allowed",
    "turn-unreachable",
    (it) => {
      it.servers = TCP_TOO;
      it.fault("stun:t.test:3478", 701);
      failed(it, [], [RELAY]);
    },
  ],
  ["a firewall that lets no UDP out", "udp-blocked", (it) => {
    it.fault("stun:s.test:3478", 701, "STUN binding request timed out.");
    failed(it, [HOST, TCP], [HOST, SRFLX]);
  }],
  ["the same with a TURN server", "udp-blocked", (it) => {
    it.servers = UDP_ONLY;
    it.fault("stun:t.test:3478", 701, "STUN binding request timed out.");
    failed(it, [HOST], [HOST, SRFLX]);
  }],
  ["no network, and names that cannot be looked up", "no-candidates", (it) => {
    it.fault("stun:s.test:3478", 701);
    failed(it, [], [HOST]);
  }],
  ["two networks, and no STUN", "only-mdns", (it) => {
    failed(it, [MDNS, MDNS], [MDNS]);
  }],
  ["one name and one address", "no-relay-candidate", (it) => {
    failed(it, [MDNS], [HOST]);
  }],
  ["two NATs that differ by destination", "no-relay-candidate", (it) => {
    failed(it, [MDNS, SRFLX], [MDNS, SRFLX]);
  }],
  ["a STUN server that complains", "no-relay-candidate", (it) => {
    it.fault("stun:s.test", 420);
    failed(it, [HOST], [HOST]);
  }],
  ["one STUN server of two that is down", "no-relay-candidate", (it) => {
    it.fault("stun:s.test", 701);
    failed(it, [HOST, SRFLX], [HOST, SRFLX]);
  }],
  ["a relay that lets nothing through", "no-path", (it) => {
    failed(it, [HOST, SRFLX, RELAY], [HOST, SRFLX]);
  }],
  ["the other peer's relay, which does not either", "no-path", (it) => {
    failed(it, [HOST, SRFLX], [HOST, RELAY]);
  }],
  ["one relay of two that refuses", "no-path", (it) => {
    it.servers = TCP_TOO;
    it.fault(TURN, 401);
    failed(it, [HOST, RELAY], [HOST]);
  }],
];

for (const [what, cause, plant] of CASES) {
  Deno.test(`diagnose() takes ${what} for ${cause}`, () => {
    const clock = new FakeClock();
    const connection = new PlantedConnection();
    const history = new ConnectionHistory(connection, clock);
    const { ms = 20_000, ...signaling } = plant(connection) ?? {};
    clock.advance(ms);
    const diagnosis = diagnose(
      evidenceOf(history, {
        isSignaling: true,
        isPeerAway: false,
        ...signaling,
      }),
    );
    equal(diagnosis.cause, cause);
    match(diagnosis.sentence, /^[A-Z].{20,}/);
  });
}

Deno.test("diagnose() names the server that is to blame", () => {
  const connection = new PlantedConnection();
  const history = new ConnectionHistory(connection, new FakeClock());
  connection.servers = UDP_ONLY;
  connection.fault(TURN, 401, "Unauthorized");
  failed(connection, [HOST], [HOST]);
  const { fault, sentence } = diagnose(
    evidenceOf(history, { isSignaling: true, isPeerAway: false }),
  );
  deepEqual(fault, { url: TURN, code: 401, text: "Unauthorized" });
  equal(
    sentence,
    `A TURN server refuses this peer (${TURN}: 401 Unauthorized)`,
  );
});

Deno.test("the evidence is plain data, and all that is known", () => {
  const clock = new FakeClock();
  clock.advance(5_000);
  const connection = new PlantedConnection();
  connection.servers = [{ urls: ["stun:a", "turn:b"] }, { urls: "turn:c" }];
  const history = new ConnectionHistory(connection, clock);
  connection.fault("turn:b", 701, "no answer");
  failed(connection, [MDNS, TCP, RELAY], [SRFLX]);
  clock.advance(1_500);
  const evidence = evidenceOf(history, {
    isSignaling: true,
    isPeerAway: false,
  });
  deepEqual(JSON.parse(JSON.stringify(evidence)), {
    isSignaling: true,
    isPeerAway: false,
    isAnswered: true,
    wasConnected: false,
    elapsedMs: 1_500,
    connectionState: "failed",
    iceConnectionState: "failed",
    local: [
      { type: "host", isMdns: true },
      { type: "host", isMdns: false },
      { type: "relay", isMdns: false },
    ],
    remote: [{ type: "srflx", isMdns: false }],
    servers: ["stun:a", "turn:b", "turn:c"],
    faults: [{ url: "turn:b", code: 701, text: "no answer" }],
  });
});

Deno.test("a connection that tries for hours keeps only so many faults", () => {
  const connection = new PlantedConnection();
  const history = new ConnectionHistory(connection, new FakeClock());
  for (let count = 0; count < 1_000; count++) connection.fault(TURN, 701);
  const { faults } = evidenceOf(history, {
    isSignaling: true,
    isPeerAway: false,
  });
  equal(faults.length, MOST_FAULTS);
});
