#include "fill.h"

#include "clock.h"
#include "fail.h"

/** No server takes longer. */
#define FILLING_PATIENCE (30 * SECOND)

static void on_answer(void *context, Client *client, uint64_t sent, uint64_t heard) {
  (void)client, (void)sent, (void)heard;
  *(bool *)context = true;
}

void fill_rooms(Crowd *crowd, unsigned rooms) {
  bool answered = false;
  uint64_t deadline = now() + FILLING_PATIENCE;
  crowd->listener = (Listener){.context = &answered, .message = on_answer};
  crowd_say(crowd, &crowd->clients[0], crowd->options->dialect->fill, rooms, now());
  while (!answered) {
    crowd_pump(crowd, 100);
    if (now() > deadline) fail("fill the server: it does not answer");
  }
}
