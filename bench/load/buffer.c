#include "buffer.h"

#include <stdlib.h>
#include <string.h>

#include "fail.h"

void buffer_add(Buffer *buffer, const void *bytes, size_t length) {
  if (length == 0) return;
  if (buffer->length + length > buffer->capacity) {
    buffer->capacity = 2 * (buffer->length + length);
    buffer->bytes = realloc(buffer->bytes, buffer->capacity);
    if (buffer->bytes == NULL) fail("go on: there is no memory left");
  }
  memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
}

void buffer_add_text(Buffer *buffer, const char *text) {
  buffer_add(buffer, text, strlen(text));
}

void buffer_clear(Buffer *buffer) {
  buffer->length = 0;
}
