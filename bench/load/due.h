// Clients for whom something is to be done, each the same time after it was put here.
#pragma once

#include <stdint.h>

typedef struct {
  unsigned client;
  uint64_t due;
} DueEntry;

/** Since all wait equally long, whoever came first is due first. */
typedef struct {
  DueEntry *entries;
  unsigned capacity;
  unsigned first;
  unsigned count;
} DueQueue;

/** Room for so many entries at once. */
void due_prepare(DueQueue *queue, unsigned capacity);

void due_add(DueQueue *queue, unsigned client, uint64_t due);

/** Takes the first entry that is due by `time`; its client, or -1. */
long due_take(DueQueue *queue, uint64_t time);
