// A client's end of a session, for the dialect that has them: docs/PROTOCOL.md, "Sessions".
#pragma once

#include "buffer.h"
#include "crowd.h"

/** Reads the session's id and key from a `welcome`; false if there is none in `text`. */
bool session_welcomed(Session *session, const char *text);

/** Adds the `hello` with which a client goes on with its session. */
void session_claim(Session *session, Buffer *out);

/** Adds a receipt for everything that has come. */
void session_receipt(Session *session, Buffer *out);
