#include "resume.h"

#include <stdlib.h>

#include "clock.h"
#include "fail.h"

static void cut_next(Resumption *resumption) {
  Crowd *crowd = resumption->crowd;
  Client *client = &crowd->clients[resumption->next];
  resumption->next = (resumption->next + 1) % crowd->options->clients;
  if (client->stage != STAGE_MEMBER) return;
  resumption->cut_at[client->number] = now();
  crowd_cut(crowd, client);
}

static void on_resumed(void *context, Client *client) {
  Resumption *resumption = context;
  resumption->resumed++;
  histogram_add(&resumption->latency, now() - resumption->cut_at[client->number]);
}

void resume_prepare(Resumption *resumption, Crowd *crowd) {
  *resumption = (Resumption){
      .crowd = crowd,
      .cut_at = calloc(crowd->options->clients, sizeof(uint64_t)),
  };
  if (resumption->cut_at == NULL) fail("begin: there is no memory left");
  crowd->listener.context = resumption;
  crowd->listener.resumed = on_resumed;
}

void resume_run(Resumption *resumption, double length) {
  Crowd *crowd = resumption->crowd;
  const Options *options = crowd->options;
  unsigned at_once = options->opening < options->clients ? options->opening : options->clients;
  uint64_t end = now() + (uint64_t)(length * (double)SECOND);
  resumption->resumed = 0;
  while (now() < end) {
    while (crowd->opening < at_once && crowd->members > 0) cut_next(resumption);
    crowd_pump(crowd, 5);
  }
}
