#include "frames.h"

#include "fail.h"

#define FINAL 0x80
#define MASKED 0x80
#define LENGTH_BITS 0x7f
#define KIND_BITS 0x0f
/** These lengths say that the real one follows, in two bytes or in eight. */
#define LENGTH_IN_2 126
#define LENGTH_IN_8 127

/** Writes the second byte of a header and the length; returns how long the header is with them. */
static size_t write_length(unsigned char *header, size_t length) {
  unsigned more = length < LENGTH_IN_2 ? 0 : length < 65536 ? 2 : 8;
  unsigned mark = more == 0 ? (unsigned)length : more == 2 ? LENGTH_IN_2 : LENGTH_IN_8;
  header[1] = (unsigned char)(MASKED | mark);
  for (unsigned at = 0; at < more; at++) {
    header[2 + at] = (unsigned char)((uint64_t)length >> (8 * (more - 1 - at)));
  }
  return 2 + more;
}

void frame_write(Buffer *out, FrameKind kind, const char *payload, size_t length) {
  unsigned char header[14] = {(unsigned char)(FINAL | kind)};
  // A client's frame has to be masked; under a mask of zeros the payload stays as it is.
  size_t mask_at = write_length(header, length);
  buffer_add(out, header, mask_at + 4);
  buffer_add(out, payload, length);
}

static unsigned header_length_of(const unsigned char *header) {
  unsigned mark = header[1] & LENGTH_BITS;
  return mark == LENGTH_IN_2 ? 4 : mark == LENGTH_IN_8 ? 10 : 2;
}

static uint64_t payload_length_of(const unsigned char *header) {
  unsigned end = header_length_of(header);
  if (end == 2) return header[1] & LENGTH_BITS;
  uint64_t length = 0;
  for (unsigned at = 2; at < end; at++) length = length << 8 | header[at];
  return length;
}

/** Takes a byte of a header; true if it was the last one. */
static bool take_header_byte(FrameReader *reader, char byte) {
  reader->header[reader->header_length++] = (unsigned char)byte;
  if (reader->header_length < 2) return false;
  if (reader->header[1] & MASKED) fail("read a frame: a server's is not masked");
  if (reader->header_length < header_length_of(reader->header)) return false;
  reader->kind = reader->header[0] & KIND_BITS;
  reader->remaining = payload_length_of(reader->header);
  reader->header_length = 0;
  return true;
}

size_t frame_read(FrameReader *reader, const char *bytes, size_t length, FramePart *part, bool *found) {
  size_t taken = 0;
  while (!reader->inside) {
    if (taken == length) {
      *found = false;
      return taken;
    }
    reader->inside = take_header_byte(reader, bytes[taken++]);
  }
  size_t available = length - taken;
  size_t size = available < reader->remaining ? available : (size_t)reader->remaining;
  reader->remaining -= size;
  reader->inside = reader->remaining > 0;
  *part = (FramePart){reader->kind, bytes + taken, size, !reader->inside};
  *found = size > 0 || part->last;
  return taken + size;
}
