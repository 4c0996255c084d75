// Rooms that are there, and in which nobody talks.
#pragma once

#include "crowd.h"

/** Has the server make so many rooms, and waits until it has; the first client is in all of them. */
void fill_rooms(Crowd *crowd, unsigned rooms);
