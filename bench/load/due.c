#include "due.h"

#include <stdlib.h>

#include "fail.h"

void due_prepare(DueQueue *queue, unsigned capacity) {
  *queue = (DueQueue){.entries = calloc(capacity, sizeof *queue->entries), .capacity = capacity};
  if (queue->entries == NULL) fail("begin: there is no memory left");
}

void due_add(DueQueue *queue, unsigned client, uint64_t due) {
  if (queue->count == queue->capacity) fail("wait for more: a client is in a queue twice");
  queue->entries[(queue->first + queue->count++) % queue->capacity] = (DueEntry){client, due};
}

long due_take(DueQueue *queue, uint64_t time) {
  const DueEntry *entry = &queue->entries[queue->first];
  if (queue->count == 0 || entry->due > time) return -1;
  queue->first = (queue->first + 1) % queue->capacity;
  queue->count--;
  return entry->client;
}
