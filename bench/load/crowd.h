// The clients: they connect, enter their rooms, and then say and hear what a work is made of.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "due.h"
#include "frames.h"
#include "options.h"

typedef enum {
  /** Without a connection. */
  STAGE_AWAY,
  STAGE_CONNECTING,
  STAGE_UPGRADING,
  /** The WebSocket is open; the dialect's steps are being taken. */
  STAGE_ENTERING,
  /** In its room, and told so. */
  STAGE_MEMBER,
} Stage;

/** A client's end of a session: what it shows to come back, and what it counts. */
typedef struct {
  char id[64];
  char key[64];
  unsigned attempts;
  /** Counted envelopes that have come, and how many of them the server was told of. */
  unsigned received;
  unsigned receipted;
  /** When the next receipt goes out, at the latest. */
  uint64_t receipt_due;
  bool awaits_receipt;
  bool awaits_ping;
} Session;

typedef struct {
  unsigned number;
  int fd;
  Stage stage;
  size_t step;
  /** What is to be written, and how much of it has been. */
  Buffer out;
  size_t written;
  bool is_dirty;
  bool awaits_writing;
  FrameReader reader;
  /** What was heard on the way in. */
  Buffer heard;
  /** What is in a ping, as far as it has come. */
  Buffer ping;
  /** How many digits of a time have come; 0 is before the marker. */
  unsigned stamp_digits;
  uint64_t stamp;
  /** The number of the last question. */
  unsigned asked;
  Session session;
} Client;

typedef struct Crowd Crowd;

/** Whoever wants to know what the clients hear. */
typedef struct {
  void *context;
  /** A message came that was sent, or due, at the one time and is here at the other. */
  void (*message)(void *context, Client *client, uint64_t sent, uint64_t heard);
  /** A client that was away has its session again. May be NULL. */
  void (*resumed)(void *context, Client *client);
} Listener;

struct Crowd {
  const Options *options;
  Listener listener;
  Client *clients;
  int poll;
  /** Clients to be written to, in the order of what was said. */
  Client **dirty;
  unsigned dirty_count;
  DueQueue receipts;
  DueQueue pings;
  /** Clients on their way in, in their rooms, and those that the server let go. */
  unsigned opening;
  unsigned members;
  unsigned lost;
  uint64_t frames;
  uint64_t bytes;
};

/** Makes the clients; none of them connects. */
void crowd_prepare(Crowd *crowd, const Options *options);

/** Connects all clients, a bounded number of them at a time, until each is in its room. */
void crowd_open(Crowd *crowd);

/** Has a client say one of its dialect's templates. `sent` is the time that it bears. */
void crowd_say(Crowd *crowd, Client *client, const char *template, unsigned room, uint64_t sent);

/** Does what there is to do, waiting for it up to `milliseconds`. */
void crowd_pump(Crowd *crowd, int milliseconds);

/** Does what there is to do, until a moment. */
void crowd_pump_until(Crowd *crowd, uint64_t moment);

/** Cuts a client's connection and has it come back to go on with its session. */
void crowd_cut(Crowd *crowd, Client *client);

/** The room that a client is in. */
static inline unsigned crowd_room(const Crowd *crowd, const Client *client) {
  return client->number / crowd->options->room_size;
}
