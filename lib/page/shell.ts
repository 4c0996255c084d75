/**
 * What the page needs to come without a network, and to say that there is none.
 *
 * The network is asked first, always: a page that is newer on the server is never kept from anyone, and
 * there is no version to be counted up.
 *
 * @module
 */

/** What a service worker has. */
export interface ShellParts {
  /** The caches. */
  readonly caches: {
    open(name: string): Promise<Pick<Cache, "match" | "put">>;
  };
  /** The network. */
  fetch(request: Request | string): Promise<Response>;
  /** Where the page is from. */
  readonly origin: string;
}

const CACHE = "parley";

/** What the page loads by itself, besides what its HTML names. */
const UNNAMED = ["/parley/insight.mjs", "/manifest.webmanifest"];

/** Keeps the page, and all that its HTML names. */
export async function keepShell(parts: ShellParts): Promise<void> {
  const cache = await parts.caches.open(CACHE);
  const page = await parts.fetch("/");
  const html = await page.clone().text();
  await cache.put("/", page);
  const named = [...html.matchAll(/\b(?:href|src)="(\/[^"]*)"/g)]
    .map(([, path]) => path ?? "/");
  await Promise.all([...named, ...UNNAMED].map(async (path) => {
    const response = await parts.fetch(path);
    if (response.ok) await cache.put(path, response);
  }));
}

/**
 * Answers what the page asks for: from the network, and from what was kept if there is none.
 *
 * @returns Nothing if it is not the page's business: the browser does as ever.
 */
export function answerFromShell(
  request: Request,
  parts: ShellParts,
): Promise<Response> | undefined {
  const { origin, pathname } = new URL(request.url);
  const isOurs = origin === parts.origin && request.method === "GET" &&
    !request.headers.has("range") && pathname !== "/healthz";
  return isOurs ? answer(request, pathname, parts) : undefined;
}

async function answer(
  request: Request,
  pathname: string,
  parts: ShellParts,
): Promise<Response> {
  const cache = await parts.caches.open(CACHE);
  // Whatever room it names, it is one page.
  const key = request.mode === "navigate" ? "/" : pathname;
  try {
    const response = await parts.fetch(request);
    if (response.ok && await cache.match(key)) {
      await cache.put(key, response.clone());
    }
    return response;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw error;
  }
}
