#include "process.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/** Reads a file of /proc/PID; an empty text if there is no such process. */
static void read_proc(int pid, const char *name, char *text, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  text[0] = 0;
  FILE *file = fopen(path, "r");
  if (file == NULL) return;
  size_t length = fread(text, 1, size - 1, file);
  text[length] = 0;
  fclose(file);
}

double process_cpu(int pid) {
  char text[1024];
  read_proc(pid, "stat", text, sizeof text);
  // The second field is the program's name in parentheses, which may itself hold spaces.
  const char *rest = strrchr(text, ')');
  unsigned long user = 0;
  unsigned long kernel = 0;
  if (rest == NULL) return 0;
  sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel);
  return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

double process_memory(int pid) {
  char text[256];
  read_proc(pid, "statm", text, sizeof text);
  long pages = 0;
  sscanf(text, "%*d %ld", &pages);
  return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

double own_cpu(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}
