#include "session.h"

#include <stdio.h>
#include <string.h>

/** Copies the string that is the value of `name` in the JSON `text`; false if there is none. */
static bool read_string(const char *text, const char *name, char *value, size_t size) {
  const char *start = strstr(text, name);
  if (start == NULL) return false;
  start += strlen(name);
  size_t length = strcspn(start, "\"");
  if (start[length] == 0 || length >= size) return false;
  memcpy(value, start, length);
  value[length] = 0;
  return true;
}

bool session_welcomed(Session *session, const char *text) {
  const char *welcome = strstr(text, "\"type\":\"welcome\"");
  return welcome != NULL && read_string(welcome, "\"id\":\"", session->id, sizeof session->id) &&
         read_string(welcome, "\"key\":\"", session->key, sizeof session->key);
}

void session_claim(Session *session, Buffer *out) {
  char text[512];
  int length = snprintf(
      text, sizeof text,
      "{\"type\":\"hello\",\"version\":1,\"session\":{\"id\":\"%s\",\"key\":\"%s\",\"attempt\":%u,"
      "\"received\":%u,\"auth\":{\"/\":null}}}",
      session->id, session->key, ++session->attempts, session->received);
  session->receipted = session->received;
  buffer_add(out, text, (size_t)length);
}

void session_receipt(Session *session, Buffer *out) {
  char text[64];
  int length = snprintf(text, sizeof text, "{\"type\":\"receipt\",\"received\":%u}", session->received);
  session->receipted = session->received;
  buffer_add(out, text, (size_t)length);
}
