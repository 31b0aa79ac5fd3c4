#ifndef SOUK_CLOCK_PAGE_H
#define SOUK_CLOCK_PAGE_H

#include <stdint.h>

/* A file that holds the market's clock, mapped by souk, which writes it, and by the programs of a
 * seller, which read it. While it is written `version` is odd. */

#define SOUK_CLOCK_MAGIC "soukclk\n"

struct souk_clock_page {
  char magic[8];
  _Atomic uint64_t version;
  int64_t market_ns; /* since 1970, when `since_ns` was right */
  int64_t since_ns;  /* on CLOCK_MONOTONIC */
  double rate;       /* market seconds that pass in a real one; 0: the clock stands still */
};

#endif
