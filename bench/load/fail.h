// The end of the program, with a sentence.
#pragma once

/** Says what cannot be done, and exits with 2. */
_Noreturn __attribute__((format(printf, 1, 2))) void fail(const char *format, ...);
