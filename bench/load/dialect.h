// What is said to a server of each kind. The work is the same, only the words differ.
//
// In a template, %r is the number of the client's room, %i a number for the answer, %s the marker
// and the time of sending, and %m a whole message, which holds a %s. Nothing else may hold a `~`.
#pragma once

#include <stdbool.h>
#include <stddef.h>

/** The character before the 16 hexadecimal digits of a time: by it messages are counted. */
#define MARKER '~'
#define STAMP_DIGITS 16

/** A step on the way to a client's place in its room. */
typedef struct {
  /** What the client says first, if it says anything. */
  const char *say;
  /** What is in the server's answer. */
  const char *until;
} Step;

#define MAX_STEPS 3

typedef struct {
  const char *name;
  /** Where the WebSocket is, the query included. */
  const char *path;
  /** The last step makes the client a member of its room. */
  Step steps[MAX_STEPS];
  size_t step_count;
  /** Says a message to the others in the room. */
  const char *say;
  /** Asks for a message to be given back. */
  const char *ask;
  /** Enter and leave a room beside the client's own; the answer gives the marker back. */
  const char *join;
  const char *leave;
  /** Has the server make so many rooms (%r) more; the answer gives the marker back. */
  const char *fill;
  /** A text frame that is to be answered with another. */
  const char *ping;
  const char *pong;
  /** Whether the client is in a session: it sends receipts and heartbeats, and can come back. */
  bool has_sessions;
} Dialect;

/** The dialect of that name; fails with a sentence if there is none. */
const Dialect *dialect_named(const char *name);
