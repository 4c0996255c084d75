// What is asked for on the command line.
#pragma once

#include <stdbool.h>

#include "dialect.h"

typedef enum {
  /** Members of rooms talk. */
  WORK_TALK,
  /** Everyone asks the server. */
  WORK_ASK,
  /** Everyone enters and leaves rooms. */
  WORK_MOVE,
  /** Everyone connects, and is silent. */
  WORK_HOLD,
  /** Connections are cut, and their sessions go on over others. */
  WORK_RESUME,
} Work;

typedef struct {
  Work work;
  const Dialect *dialect;
  int port;
  int pid;
  /** Clients in all, and in a room. */
  unsigned clients;
  unsigned room_size;
  /** Messages in flight: in a room for talk, of a client otherwise. */
  unsigned window;
  /** Whether the first in a room says everything. Otherwise whoever heard the last message does. */
  bool one_speaks;
  /** Bytes of a message's one argument. */
  unsigned bytes;
  /** Messages a second in all, said when they are due; 0 is as fast as the window allows. */
  double rate;
  /** How long to measure, and how long to work before that. */
  double seconds;
  double warm;
  /** How many clients may be on their way in at once. */
  unsigned opening;
  /** How many rooms the server is to make beside those of the clients. */
  unsigned fill;
} Options;

/** Reads the command line; fails with a sentence if it cannot be used. */
Options read_options(int count, char **words);
