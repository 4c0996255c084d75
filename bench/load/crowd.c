// For memmem().
#define _GNU_SOURCE

#include "crowd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "fail.h"
#include "message.h"
#include "session.h"

/** After so many envelopes, or so long, a session's client says that they came; from so many on, along. */
#define RECEIPT_EVERY 256
#define RECEIPT_ALONG 4
#define RECEIPT_DELAY (2 * SECOND)
/** How often a session's client asks whether the server is there. */
#define PING_INTERVAL (10 * SECOND)
/** What a session has counted when its client is in its room: `connected`, and an answer. */
#define RECEIVED_BEFORE_WORK 2

/** Nobody is on the way in for longer. */
#define OPENING_PATIENCE (120 * SECOND)

#define EVENTS_AT_ONCE 256
#define READ_AT_ONCE (256 * 1024)

static const char BLANK_LINE[] = "\r\n\r\n";
static const char SWITCHING[] = "HTTP/1.1 101";

/** A file for each client, where the system lets us have them. */
static void allow_files(unsigned clients) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < clients + 16) {
    fail("open %u connections: this system allows a process %lu files", clients,
         (unsigned long)limit.rlim_max);
  }
}

/** Hears what comes before a work has begun: the server has others as clients, too. */
static void on_stray_message(void *context, Client *client, uint64_t sent, uint64_t heard) {
  (void)context, (void)client, (void)sent, (void)heard;
  fail("begin: a message came before anybody had spoken");
}

void crowd_prepare(Crowd *crowd, const Options *options) {
  allow_files(options->clients);
  message_prepare(options->bytes);
  *crowd = (Crowd){
      .options = options,
      .listener.message = on_stray_message,
      .clients = calloc(options->clients, sizeof *crowd->clients),
      .dirty = calloc(options->clients, sizeof *crowd->dirty),
      .poll = epoll_create1(0),
  };
  if (crowd->clients == NULL || crowd->dirty == NULL) fail("begin: there is no memory left");
  due_prepare(&crowd->receipts, options->clients);
  due_prepare(&crowd->pings, options->clients);
  for (unsigned i = 0; i < options->clients; i++) {
    crowd->clients[i].number = i;
    crowd->clients[i].fd = -1;
  }
}

// -- Writing ------------------------------------------------------------------------------------

/** Asks to be told when a client can be written to, or not any more. */
static void await_writing(Crowd *crowd, Client *client, bool await) {
  if (await == client->awaits_writing) return;
  client->awaits_writing = await;
  struct epoll_event event = {.events = EPOLLIN | (await ? EPOLLOUT : 0), .data.ptr = client};
  epoll_ctl(crowd->poll, EPOLL_CTL_MOD, client->fd, &event);
}

/** Writes as much as the network takes. */
static void flush_client(Crowd *crowd, Client *client) {
  Buffer *out = &client->out;
  while (client->written < out->length) {
    ssize_t size =
        send(client->fd, out->bytes + client->written, out->length - client->written, MSG_NOSIGNAL);
    // Any other error comes back from reading, where the connection is given up.
    if (size < 0) return await_writing(crowd, client, errno == EAGAIN);
    client->written += (size_t)size;
  }
  buffer_clear(out);
  client->written = 0;
  await_writing(crowd, client, false);
}

static void mark_dirty(Crowd *crowd, Client *client) {
  if (client->is_dirty) return;
  client->is_dirty = true;
  crowd->dirty[crowd->dirty_count++] = client;
}

static void flush_dirty(Crowd *crowd) {
  for (unsigned i = 0; i < crowd->dirty_count; i++) {
    Client *client = crowd->dirty[i];
    client->is_dirty = false;
    if (client->stage > STAGE_CONNECTING) flush_client(crowd, client);
  }
  crowd->dirty_count = 0;
}

static void write_frame(Crowd *crowd, Client *client, FrameKind kind, const Buffer *payload) {
  frame_write(&client->out, kind, payload->bytes, payload->length);
  mark_dirty(crowd, client);
}

static void write_text(Crowd *crowd, Client *client, const char *text) {
  frame_write(&client->out, FRAME_TEXT, text, strlen(text));
  mark_dirty(crowd, client);
}

void crowd_say(Crowd *crowd, Client *client, const char *template, unsigned room, uint64_t sent) {
  static Buffer text;
  buffer_clear(&text);
  if (client->stage == STAGE_MEMBER) client->asked++;
  Session *session = &client->session;
  bool confirms = session->received - session->receipted >= RECEIPT_ALONG;
  if (confirms) buffer_add_text(&text, "[");
  message_fill(&text, template, (Filling){.room = room, .id = client->asked, .sent = sent});
  if (confirms) {
    buffer_add_text(&text, ",");
    session_receipt(session, &text);
    buffer_add_text(&text, "]");
  }
  write_frame(crowd, client, FRAME_TEXT, &text);
}

// -- Coming and going ---------------------------------------------------------------------------

static void connect_client(Crowd *crowd, Client *client) {
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (client->fd < 0) fail("open a connection: %s", strerror(errno));
  int yes = 1;
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons((uint16_t)crowd->options->port),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
  };
  // What comes of it is told when it can be written to.
  if (connect(client->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) {
    fail("connect to port %d: %s", crowd->options->port, strerror(errno));
  }
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = client};
  epoll_ctl(crowd->poll, EPOLL_CTL_ADD, client->fd, &event);
  client->stage = STAGE_CONNECTING;
  client->awaits_writing = true;
  crowd->opening++;
}

static void send_upgrade(Crowd *crowd, Client *client) {
  char request[512];
  int length = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\n"
                        "Host: 127.0.0.1:%d\r\n"
                        "Upgrade: websocket\r\n"
                        "Connection: Upgrade\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        "Sec-WebSocket-Version: 13\r\n"
                        "\r\n",
                        crowd->options->dialect->path, crowd->options->port);
  buffer_add(&client->out, request, (size_t)length);
  client->stage = STAGE_UPGRADING;
  mark_dirty(crowd, client);
}

/** Gives a connection up, and forgets all about it but the session. */
static void disconnect_client(Crowd *crowd, Client *client) {
  close(client->fd);
  if (client->stage == STAGE_MEMBER) crowd->members--;
  else crowd->opening--;
  client->fd = -1;
  client->stage = STAGE_AWAY;
  client->step = 0;
  client->written = 0;
  client->awaits_writing = false;
  client->reader = (FrameReader){0};
  client->stamp_digits = 0;
  buffer_clear(&client->out);
  buffer_clear(&client->heard);
  buffer_clear(&client->ping);
}

static bool is_returning(const Client *client) {
  return client->session.received > 0;
}

/** Says what the next step of the way in says, if it says anything. */
static void say_step(Crowd *crowd, Client *client) {
  buffer_clear(&client->heard);
  if (is_returning(client)) {
    static Buffer hello;
    buffer_clear(&hello);
    session_claim(&client->session, &hello);
    return write_frame(crowd, client, FRAME_TEXT, &hello);
  }
  const char *say = crowd->options->dialect->steps[client->step].say;
  if (say != NULL) crowd_say(crowd, client, say, crowd_room(crowd, client), 0);
}

static void await_ping(Crowd *crowd, Client *client) {
  if (!crowd->options->dialect->has_sessions || client->session.awaits_ping) return;
  client->session.awaits_ping = true;
  due_add(&crowd->pings, client->number, now() + PING_INTERVAL);
}

static void become_member(Crowd *crowd, Client *client) {
  client->stage = STAGE_MEMBER;
  crowd->opening--;
  crowd->members++;
  buffer_clear(&client->heard);
  await_ping(crowd, client);
}

/** Looks whether a client that comes back has its session again. */
static void take_return(Crowd *crowd, Client *client) {
  const char *text = client->heard.bytes;
  if (!session_welcomed(&client->session, text)) return;
  if (strstr(text, "\"resumed\":true") == NULL) fail("go on with a session: %.400s", text);
  become_member(crowd, client);
  if (crowd->listener.resumed != NULL) crowd->listener.resumed(crowd->listener.context, client);
}

/** Looks whether what was heard ends a step of the way in. */
static void take_step(Crowd *crowd, Client *client) {
  const Dialect *dialect = crowd->options->dialect;
  const char *text = client->heard.bytes;
  if (strstr(text, dialect->steps[client->step].until) == NULL) return;
  if (dialect->has_sessions && client->step == 0 && !session_welcomed(&client->session, text)) return;
  client->step++;
  if (client->step < dialect->step_count) return say_step(crowd, client);
  if (dialect->has_sessions) client->session.received = RECEIVED_BEFORE_WORK;
  become_member(crowd, client);
}

void crowd_open(Crowd *crowd) {
  const Options *options = crowd->options;
  uint64_t deadline = now() + OPENING_PATIENCE;
  unsigned next = 0;
  while (crowd->members + crowd->lost < options->clients) {
    while (next < options->clients && crowd->opening < options->opening) {
      connect_client(crowd, &crowd->clients[next++]);
    }
    crowd_pump(crowd, 100);
    if (now() > deadline) fail("bring everyone in: %u of %u are", crowd->members, options->clients);
  }
  if (crowd->lost > 0) fail("bring everyone in: %u were turned away", crowd->lost);
}

void crowd_cut(Crowd *crowd, Client *client) {
  disconnect_client(crowd, client);
  connect_client(crowd, client);
}

// -- Sessions -----------------------------------------------------------------------------------

static void send_receipt(Crowd *crowd, Client *client) {
  static Buffer receipt;
  buffer_clear(&receipt);
  session_receipt(&client->session, &receipt);
  write_frame(crowd, client, FRAME_TEXT, &receipt);
}

/** Takes note that an envelope came which counts. */
static void count_envelope(Crowd *crowd, Client *client, uint64_t time) {
  Session *session = &client->session;
  if (session->received++ == session->receipted) session->receipt_due = time + RECEIPT_DELAY;
  if (session->received - session->receipted >= RECEIPT_EVERY) return send_receipt(crowd, client);
  if (session->awaits_receipt) return;
  session->awaits_receipt = true;
  due_add(&crowd->receipts, client->number, session->receipt_due);
}

static void send_due_receipts(Crowd *crowd, uint64_t time) {
  for (long number; (number = due_take(&crowd->receipts, time)) >= 0;) {
    Client *client = &crowd->clients[number];
    Session *session = &client->session;
    session->awaits_receipt = false;
    if (client->stage != STAGE_MEMBER || session->received == session->receipted) continue;
    if (session->receipt_due <= time) {
      send_receipt(crowd, client);
      continue;
    }
    // One went out in between; what came after it waits at the end of the queue.
    session->awaits_receipt = true;
    due_add(&crowd->receipts, client->number, session->receipt_due);
  }
}

static void send_due_pings(Crowd *crowd, uint64_t time) {
  for (long number; (number = due_take(&crowd->pings, time)) >= 0;) {
    Client *client = &crowd->clients[number];
    client->session.awaits_ping = false;
    if (client->stage != STAGE_MEMBER) continue;
    write_text(crowd, client, "{\"type\":\"ping\"}");
    await_ping(crowd, client);
  }
}

// -- Reading ------------------------------------------------------------------------------------

static unsigned digit_of(char c) {
  return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);
}

/** Looks for markers in a part of a text, and takes the times after them. */
static void find_messages(Crowd *crowd, Client *client, FramePart part, uint64_t time) {
  const char *at = part.bytes;
  const char *end = at + part.length;
  while (at < end) {
    if (client->stamp_digits == 0) {
      at = memchr(at, MARKER, (size_t)(end - at));
      if (at == NULL) return;
      at++;
      client->stamp = 0;
      client->stamp_digits = 1;
      continue;
    }
    client->stamp = client->stamp << 4 | digit_of(*at++);
    if (client->stamp_digits++ < STAMP_DIGITS) continue;
    client->stamp_digits = 0;
    if (crowd->options->dialect->has_sessions) count_envelope(crowd, client, time);
    crowd->listener.message(crowd->listener.context, client, client->stamp, time);
  }
}

/**
 * Answers a ping of Engine.IO's, which is a text frame of one character. The last part of any other
 * frame ends with a bracket.
 */
static void answer_ping(Crowd *crowd, Client *client, FramePart part) {
  const Dialect *dialect = crowd->options->dialect;
  if (dialect->ping == NULL || part.length != 1 || !part.last) return;
  if (*part.bytes == *dialect->ping) write_text(crowd, client, dialect->pong);
}

static void take_text(Crowd *crowd, Client *client, FramePart part, uint64_t time) {
  if (client->stage == STAGE_MEMBER) {
    answer_ping(crowd, client, part);
    return find_messages(crowd, client, part, time);
  }
  buffer_add(&client->heard, part.bytes, part.length);
  if (!part.last) return;
  buffer_add(&client->heard, "", 1);
  if (is_returning(client)) take_return(crowd, client);
  else take_step(crowd, client);
  // Without a whole answer, more follows: only the final zero goes.
  if (client->heard.length > 0) client->heard.length--;
}

static void take_ping(Crowd *crowd, Client *client, FramePart part) {
  buffer_add(&client->ping, part.bytes, part.length);
  if (!part.last) return;
  write_frame(crowd, client, FRAME_PONG, &client->ping);
  buffer_clear(&client->ping);
}

static void read_frames(Crowd *crowd, Client *client, const char *bytes, size_t length, uint64_t time) {
  size_t at = 0;
  while (at < length && client->stage != STAGE_AWAY) {
    FramePart part;
    bool found;
    at += frame_read(&client->reader, bytes + at, length - at, &part, &found);
    if (!found) return;
    if (part.last) crowd->frames++;
    if (part.kind == FRAME_PING) take_ping(crowd, client, part);
    else if (part.kind == FRAME_TEXT || part.kind == FRAME_CONTINUATION) {
      take_text(crowd, client, part, time);
    }
  }
}

/** Reads the server's answer to the upgrade; how many of the bytes were its. */
static size_t read_upgrade(Crowd *crowd, Client *client, const char *bytes, size_t length) {
  Buffer *answer = &client->heard;
  size_t earlier = answer->length;
  buffer_add(answer, bytes, length);
  const char *end = memmem(answer->bytes, answer->length, BLANK_LINE, strlen(BLANK_LINE));
  if (end == NULL) return length;
  size_t whole = (size_t)(end - answer->bytes) + strlen(BLANK_LINE);
  if (strncmp(answer->bytes, SWITCHING, strlen(SWITCHING)) != 0) {
    int line = (int)strcspn(answer->bytes, "\r");
    fail("open a WebSocket: the server answers %.*s", line, answer->bytes);
  }
  client->stage = STAGE_ENTERING;
  say_step(crowd, client);
  return whole - earlier;
}

static void lose_client(Crowd *crowd, Client *client) {
  disconnect_client(crowd, client);
  crowd->lost++;
}

static void read_client(Crowd *crowd, Client *client) {
  static char bytes[READ_AT_ONCE];
  ssize_t size = recv(client->fd, bytes, sizeof bytes, 0);
  if (size < 0 && errno == EAGAIN) return;
  if (size <= 0) return lose_client(crowd, client);
  size_t length = (size_t)size;
  crowd->bytes += length;
  size_t at = client->stage == STAGE_UPGRADING ? read_upgrade(crowd, client, bytes, length) : 0;
  read_frames(crowd, client, bytes + at, length - at, now());
}

static void handle_event(Crowd *crowd, const struct epoll_event *event) {
  Client *client = event->data.ptr;
  if (client->stage == STAGE_AWAY) return;
  if (event->events & EPOLLOUT) {
    if (client->stage == STAGE_CONNECTING) send_upgrade(crowd, client);
    mark_dirty(crowd, client);
  }
  if (event->events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_client(crowd, client);
  // At once, and not when all events are handled: the server shall not wait for that.
  flush_dirty(crowd);
}

void crowd_pump(Crowd *crowd, int milliseconds) {
  struct epoll_event events[EVENTS_AT_ONCE];
  flush_dirty(crowd);
  int count = epoll_wait(crowd->poll, events, EVENTS_AT_ONCE, milliseconds);
  for (int i = 0; i < count; i++) handle_event(crowd, &events[i]);
  uint64_t time = now();
  send_due_receipts(crowd, time);
  send_due_pings(crowd, time);
  flush_dirty(crowd);
}

void crowd_pump_until(Crowd *crowd, uint64_t moment) {
  for (uint64_t time; (time = now()) < moment;) {
    uint64_t left = (moment - time) / MILLISECOND;
    crowd_pump(crowd, left > 5 ? 5 : (int)left);
  }
}
