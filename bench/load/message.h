// The texts that clients send: a dialect's templates, filled in.
#pragma once

#include <stdint.h>

#include "buffer.h"

/** What the places in a template stand for. */
typedef struct {
  unsigned room;
  unsigned id;
  uint64_t sent;
} Filling;

/** Makes the body of all messages, so that a message (%m) has `bytes` bytes, or as few as can be. */
void message_prepare(unsigned bytes);

/** Adds `template`, filled in, to `out`. */
void message_fill(Buffer *out, const char *template, Filling filling);
