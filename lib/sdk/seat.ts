/**
 * The proof of a seat: a secret that outlives the page, so that a reload finds its own seat again.
 *
 * @module
 */

/** Where a secret is kept while the page is not there; `sessionStorage` is one. */
export type SeatStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Bytes of what nobody may guess: of a seat's proof, and of a page's id. */
export const BYTES = { seat: 32, page: 16 } as const;

/** Under which name the secret of a seat in a room is kept. */
export function seatKey(url: string, room: string): string {
  return `parley seat ${url} ${room}`;
}

/**
 * The secret of a seat: the one that was kept, or a new one.
 *
 * While the page is there it is not in the storage: a tab that is duplicated takes a copy of that
 * along, and would take the seat away. It is kept when the page is about to go, or at once where pages
 * do not come and go.
 *
 * @param storage Where it is kept; `null` if it is not to be.
 * @param key Under which name.
 * @param createId Makes a new one.
 * @param end When the seat is not used any more; `replaced` if another page has it.
 */
export function takeSeat(
  storage: SeatStorage | null,
  key: string,
  createId: () => string,
  end: AbortSignal,
): string {
  const seat = storage?.getItem(key) ?? createId();
  const keep = () => storage?.setItem(key, seat);
  const take = () => storage?.removeItem(key);
  if ("onpagehide" in globalThis) {
    take();
    globalThis.addEventListener("pagehide", keep, { signal: end });
    globalThis.addEventListener("pageshow", take, { signal: end });
  } else keep();
  // Whoever was removed is the same one who comes back; what another page has taken is its own.
  end.addEventListener("abort", () => {
    if (end.reason !== "replaced") keep();
  });
  return seat;
}

/** The page's own storage, where there is one that may be used. */
export function ownStorage(): SeatStorage | null {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null; // In a frame that may not.
  }
}

/** Random bytes as text, in base64url. */
export function randomId(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...random))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
