// The frames of RFC 6455, as a client writes and reads them.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

typedef enum {
  FRAME_CONTINUATION = 0,
  FRAME_TEXT = 1,
  FRAME_BINARY = 2,
  FRAME_CLOSE = 8,
  FRAME_PING = 9,
  FRAME_PONG = 10,
} FrameKind;

/** A part of a frame's payload: frames come in as many parts as the network likes. */
typedef struct {
  FrameKind kind;
  const char *bytes;
  size_t length;
  /** Whether the frame ends with it. */
  bool last;
} FramePart;

/** Where in a frame the reader is. All zero is before the first one. */
typedef struct {
  unsigned char header[10];
  unsigned header_length;
  FrameKind kind;
  uint64_t remaining;
  bool inside;
} FrameReader;

/** Adds a whole frame to `out`. */
void frame_write(Buffer *out, FrameKind kind, const char *payload, size_t length);

/**
 * Reads on in `bytes`, and returns how many of them it took, at least one. If that was part of a
 * payload, or the end of an empty one, `part` has it and `*found` is true.
 */
size_t frame_read(FrameReader *reader, const char *bytes, size_t length, FramePart *part, bool *found);
