#include "message.h"

#include <stdio.h>
#include <string.h>

#include "dialect.h"
#include "fail.h"

#define BEFORE_STAMP "{\"at\":\""
#define AFTER_STAMP "\",\"body\":\""
#define AFTER_BODY "\"}"

/** What a session description is made of; its line ends have to be escaped in JSON. */
static const char LINE[] =
    "a=candidate:842163049 1 udp 1677729535 192.0.2.7 46154 typ srflx raddr 10.0.0.17\\r\\n";

static Buffer body;

void message_prepare(unsigned bytes) {
  size_t frame = strlen(BEFORE_STAMP AFTER_STAMP AFTER_BODY) + 1 + STAMP_DIGITS;
  size_t wanted = bytes > frame ? bytes - frame : 0;
  buffer_clear(&body);
  while (body.length + strlen(LINE) <= wanted) buffer_add_text(&body, LINE);
  while (body.length < wanted) buffer_add(&body, "x", 1);
}

static void add_stamp(Buffer *out, uint64_t time) {
  char stamp[1 + STAMP_DIGITS] = {MARKER};
  for (int at = STAMP_DIGITS; at > 0; at--, time >>= 4) stamp[at] = "0123456789abcdef"[time & 15];
  buffer_add(out, stamp, sizeof stamp);
}

static void add_number(Buffer *out, unsigned number) {
  char digits[16];
  buffer_add(out, digits, (size_t)snprintf(digits, sizeof digits, "%u", number));
}

static void add_message(Buffer *out, uint64_t sent) {
  buffer_add_text(out, BEFORE_STAMP);
  add_stamp(out, sent);
  buffer_add_text(out, AFTER_STAMP);
  buffer_add(out, body.bytes, body.length);
  buffer_add_text(out, AFTER_BODY);
}

static void add_place(Buffer *out, char place, Filling filling) {
  switch (place) {
    case 'r': return add_number(out, filling.room);
    case 'i': return add_number(out, filling.id);
    case 's': return add_stamp(out, filling.sent);
    case 'm': return add_message(out, filling.sent);
    default: fail("fill in %%%c: no template may have it", place);
  }
}

void message_fill(Buffer *out, const char *template, Filling filling) {
  for (;;) {
    size_t plain = strcspn(template, "%");
    buffer_add(out, template, plain);
    if (template[plain] == 0) return;
    add_place(out, template[plain + 1], filling);
    template += plain + 2;
  }
}
