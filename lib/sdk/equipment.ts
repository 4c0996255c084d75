/**
 * What a page has to send: cameras, microphones and the screen. It knows nothing of rooms, and is a file
 * of its own for a browser, which a page may load before it joins one.
 *
 * @module
 */

export * from "./device_error.ts";
export * from "./devices.ts";
export * from "./screen.ts";
