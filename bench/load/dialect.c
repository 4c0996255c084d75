#include "dialect.h"

#include <string.h>

#include "fail.h"

#define LENGTH_OF(array) (sizeof(array) / sizeof *(array))

static const Dialect DIALECTS[] = {
    {
        // The least that does the work: an event is {event, args}, an answer {id, args}.
        .name = "plain",
        .path = "/ws",
        .steps = {{"{\"event\":\"join\",\"id\":1,\"args\":[\"%r\",0]}", "\"id\":1"}},
        .step_count = 1,
        .say = "{\"event\":\"say\",\"args\":[\"%r\",%m]}",
        .ask = "{\"event\":\"ask\",\"id\":%i,\"args\":[%m]}",
        .join = "{\"event\":\"join\",\"id\":%i,\"args\":[\"lobby %r\",\"%s\"]}",
        .leave = "{\"event\":\"leave\",\"id\":%i,\"args\":[\"lobby %r\",\"%s\"]}",
        .fill = "{\"event\":\"fill\",\"id\":%i,\"args\":[%r,\"%s\"]}",
    },
    {
        .name = "parley",
        .path = "/ws",
        .steps =
            {
                {"[{\"type\":\"hello\",\"version\":1},{\"type\":\"connect\",\"ns\":\"/\"}]",
                 "\"type\":\"connected\""},
                {"{\"type\":\"event\",\"event\":\"join\",\"id\":1,\"args\":[\"%r\",0]}",
                 "\"type\":\"ack\""},
            },
        .step_count = 2,
        .say = "{\"type\":\"event\",\"event\":\"say\",\"args\":[\"%r\",%m]}",
        .ask = "{\"type\":\"event\",\"event\":\"ask\",\"id\":%i,\"args\":[%m]}",
        .join = "{\"type\":\"event\",\"event\":\"join\",\"id\":%i,\"args\":[\"lobby %r\",\"%s\"]}",
        .leave = "{\"type\":\"event\",\"event\":\"leave\",\"id\":%i,\"args\":[\"lobby %r\",\"%s\"]}",
        .fill = "{\"type\":\"event\",\"event\":\"fill\",\"id\":%i,\"args\":[%r,\"%s\"]}",
        .has_sessions = true,
    },
    {
        // Engine.IO's packet types are the first digit, Socket.IO's the second: 42 is an event.
        .name = "socketio",
        .path = "/socket.io/?EIO=4&transport=websocket",
        .steps =
            {
                {NULL, "0{\"sid\""},
                {"40", "40{\"sid\""},
                {"421[\"join\",\"%r\",0]", "431["},
            },
        .step_count = 3,
        .say = "42[\"say\",\"%r\",%m]",
        .ask = "42%i[\"ask\",%m]",
        .join = "42%i[\"join\",\"lobby %r\",\"%s\"]",
        .leave = "42%i[\"leave\",\"lobby %r\",\"%s\"]",
        .fill = "42%i[\"fill\",%r,\"%s\"]",
        .ping = "2",
        .pong = "3",
    },
};

const Dialect *dialect_named(const char *name) {
  for (size_t i = 0; i < LENGTH_OF(DIALECTS); i++) {
    if (strcmp(DIALECTS[i].name, name) == 0) return &DIALECTS[i];
  }
  fail("speak %s: the dialects are plain, parley and socketio", name);
}
