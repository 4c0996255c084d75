// Bytes that grow at the end.
#pragma once

#include <stddef.h>

typedef struct {
  char *bytes;
  size_t length;
  size_t capacity;
} Buffer;

void buffer_add(Buffer *buffer, const void *bytes, size_t length);

/** Adds a text without its final zero. */
void buffer_add_text(Buffer *buffer, const char *text);

/** Makes it empty; the memory is kept for what comes next. */
void buffer_clear(Buffer *buffer);
