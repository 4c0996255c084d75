// What a process has cost, as Linux tells it.
#pragma once

/** Seconds of CPU that all threads of a process have had so far, the kernel's work for it included. */
double process_cpu(int pid);

/** Bytes of memory that a process has in use. */
double process_memory(int pid);

/** Seconds of CPU that this process has had. */
double own_cpu(void);
