/**
 * A parent of namespaces that come to be as clients ask for them.
 *
 * @module
 */

import type { AnyEvents, EventMap } from "../wire/mod.ts";
import type { AudiencePlace } from "./audience_place.ts";
import { Broadcaster } from "./broadcaster.ts";
import type { Middleware } from "./middleware.ts";
import type { Namespace, NamespaceEvents } from "./namespace.ts";
import type { Socket } from "./socket.ts";

/**
 * Says whether there is to be a namespace: `next(null, true)` if so. Any other call of `next`
 * leaves it to the next parent.
 */
export type NextParent = (error: Error | null, allow?: boolean) => void;

/**
 * Looks at the name of a namespace that a client asks for, and at what the client gave as `auth`,
 * which nobody has checked yet. It calls `next`, or, if it does not take `next`, returns (or
 * resolves to) `true` for there to be such a namespace. If it throws, the client is refused.
 *
 * @example
 * ```ts ignore
 * io.of(async (name) => await db.hasTenant(name.slice(1)));
 * ```
 */
export type NamespaceRule = (
  name: string,
  auth: unknown,
  next: NextParent,
) => unknown;

/**
 * What `io.of` gives for a pattern or a function: all namespaces that it lets come to be. What is
 * told to it, each of its children on this node is told; what it listens to and asks, each child
 * that comes to be from then on listens to and asks.
 *
 * @typeParam Listen The events that clients send.
 * @typeParam Emit The events that the server sends.
 * @typeParam ServerSide The events that the servers of several nodes send each other.
 * @typeParam Data What the application keeps with a socket.
 *
 * @example
 * ```ts ignore
 * const tenants = io.of(/^\/tenant-\d+$/);
 * tenants.use(async (socket) => await checkToken(socket));
 * tenants.on("connection", (socket) => socket.nsp.emit("hello", socket.id)); // one tenant
 * tenants.emit("maintenance"); // every tenant
 * ```
 */
export class ParentNamespace<
  Listen extends EventMap<Listen> = AnyEvents,
  Emit extends EventMap<Emit> = AnyEvents,
  ServerSide extends EventMap<ServerSide> = AnyEvents,
  Data extends object = Record<string, unknown>,
> extends Broadcaster<
  ServerSide,
  NamespaceEvents<Listen, Emit, ServerSide, Data>,
  Emit,
  Data
> {
  /** The children, as their audiences see them. */
  protected readonly places: Set<AudiencePlace<Emit, Data>> = new Set();
  readonly #children = new Map<
    string,
    Namespace<Listen, Emit, ServerSide, Data>
  >();
  readonly #middlewares: Middleware<
    Socket<Listen, Emit, ServerSide, Data>
  >[] = [];

  /** The namespaces that it has on this node, by name. A live view. */
  get children(): ReadonlyMap<
    string,
    Namespace<Listen, Emit, ServerSide, Data>
  > {
    return this.#children;
  }

  /** Asks `middleware` about every socket of the children that come to be from now on. */
  use(middleware: Middleware<Socket<Listen, Emit, ServerSide, Data>>): this {
    this.#middlewares.push(middleware);
    return this;
  }

  /** Takes a new namespace as its child: for the server to call. */
  adopt(child: Namespace<Listen, Emit, ServerSide, Data>): void {
    for (const middleware of this.#middlewares) child.use(middleware);
    for (const event of ["connect", "connection"] as const) {
      for (const listener of this.listeners(event)) child.on(event, listener);
    }
    this.#children.set(child.name, child);
    this.places.add(child.place);
  }

  /** Lets go of a child: for the server to call. */
  release(child: Namespace<Listen, Emit, ServerSide, Data>): void {
    this.#children.delete(child.name);
    this.places.delete(child.place);
  }
}
