/**
 * What the page can be at, and the sentence for each.
 *
 * Two facts are kept apart, since either may change without the other: where the person is in the
 * call ({@linkcode State}, `data-state` on the page's root) and whether the server can be reached
 * ({@linkcode ServerState}, `data-server`). Media flows between the peers, so that a call goes on
 * as `connected` while the server is `gone`.
 *
 * @module
 */

/** Why there is no picture or sound of this person. */
export type MediaFault =
  | "camera-refused"
  | "no-camera"
  | "device-busy"
  | "insecure";

/** Where the person is in the call. */
export type State =
  | { name: "landing" }
  | { name: "starting" }
  | { name: MediaFault }
  | { name: "joining" }
  | { name: "waiting" }
  /** `blocked` once the two networks have failed to find a path. */
  | { name: "connecting"; blocked: boolean }
  | { name: "connected" }
  | { name: "left" }
  | { name: "full" }
  | { name: "refused"; reason: string }
  | { name: "ended" };

/** A state's stable code. */
export type StateName = State["name"];

/** Whether the server can be reached: `idle` as long as nobody knows. */
export type ServerState = "idle" | "up" | "gone";

const SENTENCES: Readonly<Record<StateName, string>> = {
  landing: "Choose a name for your room.",
  starting: "Allow the camera and the microphone to begin.",
  "camera-refused": "The browser may not use your camera and microphone.",
  "no-camera": "There is no camera and microphone to be found.",
  "device-busy": "Your camera or microphone is in use by something else.",
  insecure: "Browsers allow the camera only on https pages and on localhost.",
  joining: "Entering the room.",
  waiting: "Waiting for someone to join.",
  connecting: "Connecting.",
  connected: "Connected.",
  left: "The other has left; you are still in the room.",
  full: "The room is full.",
  refused: "The server does not accept the name of this room.",
  ended: "You have left the call.",
};

const BLOCKED_SENTENCE =
  "No path between the two networks so far; another network, or no VPN, may help.";

/** What is shown while the server cannot be reached. */
export const SERVER_GONE_SENTENCE =
  "The server cannot be reached; trying again. A call that is under way goes on.";

/** What `state` means to the person. */
export function sentenceOf(state: State): string {
  return state.name === "connecting" && state.blocked
    ? BLOCKED_SENTENCE
    : SENTENCES[state.name];
}
