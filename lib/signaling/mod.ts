/**
 * WebRTC rooms, on the engine's public API alone.
 *
 * @module
 */

export * from "./tutorial.ts";
