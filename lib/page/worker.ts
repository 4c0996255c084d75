/**
 * The service worker: what a browser tells it becomes a call of the shell's.
 *
 * @module
 */

import { answerFromShell, keepShell, type ShellParts } from "./shell.ts";

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

declare global {
  // What a worker has and a window has not.
  interface WindowEventMap {
    install: ExtendableEvent;
    activate: ExtendableEvent;
    fetch: FetchEvent;
  }
  function skipWaiting(): Promise<void>;
  var clients: { claim(): Promise<void> };
}

const parts: ShellParts = {
  caches,
  fetch: (request) => fetch(request),
  origin: location.origin,
};

addEventListener("install", (event) => {
  event.waitUntil(keepShell(parts));
  skipWaiting();
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const response = answerFromShell(event.request, parts);
  if (response) event.respondWith(response);
});
