/* Loaded into a seller's programs with LD_PRELOAD: their wall clock is the market's. Monotonic
 * clocks, sleeps and timeouts stay real; a deadline on the wall clock is one after as much time as
 * the program believes. What asks the kernel without the C library (Go) is not reached. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "clock_page.h"

#define BILLION INT64_C(1000000000)
/* Deadlines later than this are on the wall clock: no machine has been up for thirty years. */
#define WALL_CLOCK_SECONDS BILLION

static const struct souk_clock_page *page;

/* The library's own function behind the one of the same name here. */
#define REAL(name, ...)                                                      \
  static __typeof__(name) *real;                                             \
  if (real == NULL) {                                                        \
    real = (__typeof__(name) *)find_real(#name);                             \
    if (real == NULL) {                                                      \
      errno = ENOSYS;                                                        \
      return -1;                                                             \
    }                                                                        \
  }                                                                          \
  return real(__VA_ARGS__)

static void *find_real(const char *name) {
  /* Of functions that came in two versions the older one is found first. */
  void *found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
  return found != NULL ? found : dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("SOUK_CLOCK_FILE");
  const int file = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *mapped = mmap(NULL, sizeof *page, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped == MAP_FAILED) return;
  if (memcmp(mapped, SOUK_CLOCK_MAGIC, sizeof SOUK_CLOCK_MAGIC - 1) == 0) page = mapped;
}

static int real_clock(clockid_t clock, struct timespec *to) { REAL(clock_gettime, clock, to); }

static int64_t real_nanoseconds(clockid_t clock) {
  struct timespec now = {0, 0};
  real_clock(clock, &now);
  return now.tv_sec * BILLION + now.tv_nsec;
}

/* What the market's clock shows, in nanoseconds since 1970. */
static int64_t market_now(void) {
  uint64_t before;
  int64_t now;
  do {
    before = atomic_load_explicit(&page->version, memory_order_acquire);
    now = page->market_ns;
    if (page->rate != 0) {
      now += (int64_t)((double)(real_nanoseconds(CLOCK_MONOTONIC) - page->since_ns) * page->rate);
    }
    atomic_thread_fence(memory_order_acquire);
  } while (before % 2 != 0 ||
           before != atomic_load_explicit(&page->version, memory_order_relaxed));
  return now;
}

static int is_wall_clock(clockid_t clock) {
  return page != NULL && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE);
}

static struct timespec as_timespec(int64_t nanoseconds) {
  const struct timespec time = {nanoseconds / BILLION, nanoseconds % BILLION};
  return time;
}

/* The instant, on the real wall clock, to wait for when the program waits for `deadline`. */
static struct timespec real_deadline(const struct timespec *deadline) {
  if (page == NULL || deadline->tv_sec < WALL_CLOCK_SECONDS) return *deadline;
  const int64_t left = deadline->tv_sec * BILLION + deadline->tv_nsec - market_now();
  const int64_t at = real_nanoseconds(CLOCK_REALTIME) + left;
  return as_timespec(at > 0 ? at : 0);
}

int clock_gettime(clockid_t clock, struct timespec *to) {
  if (!is_wall_clock(clock)) return real_clock(clock, to);
  *to = as_timespec(market_now());
  return 0;
}

int gettimeofday(struct timeval *restrict to, void *restrict zone) {
  struct timespec now;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  to->tv_sec = now.tv_sec;
  to->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *to) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (to != NULL) *to = now.tv_sec;
  return now.tv_sec;
}

int timespec_get(struct timespec *to, int base) {
  return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, to) == 0 ? base : 0;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
                    struct timespec *left) {
  const int absolute = clock == CLOCK_REALTIME && (flags & TIMER_ABSTIME) != 0;
  const struct timespec until = absolute ? real_deadline(time) : *time;
  REAL(clock_nanosleep, clock, flags, &until, left);
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict deadline) {
  const struct timespec until = real_deadline(deadline);
  REAL(pthread_cond_timedwait, condition, mutex, &until);
}

int pthread_cond_clockwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           clockid_t clock, const struct timespec *restrict deadline) {
  const struct timespec until = clock == CLOCK_REALTIME ? real_deadline(deadline) : *deadline;
  REAL(pthread_cond_clockwait, condition, mutex, clock, &until);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex,
                            const struct timespec *restrict deadline) {
  const struct timespec until = real_deadline(deadline);
  REAL(pthread_mutex_timedlock, mutex, &until);
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict lock,
                               const struct timespec *restrict deadline) {
  const struct timespec until = real_deadline(deadline);
  REAL(pthread_rwlock_timedrdlock, lock, &until);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict lock,
                               const struct timespec *restrict deadline) {
  const struct timespec until = real_deadline(deadline);
  REAL(pthread_rwlock_timedwrlock, lock, &until);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict deadline) {
  const struct timespec until = real_deadline(deadline);
  REAL(sem_timedwait, semaphore, &until);
}

int sem_clockwait(sem_t *restrict semaphore, clockid_t clock,
                  const struct timespec *restrict deadline) {
  const struct timespec until = clock == CLOCK_REALTIME ? real_deadline(deadline) : *deadline;
  REAL(sem_clockwait, semaphore, clock, &until);
}

int timerfd_settime(int timer, int flags, const struct itimerspec *wish,
                    struct itimerspec *before) {
  struct itimerspec shifted = *wish;
  if ((flags & TFD_TIMER_ABSTIME) != 0) shifted.it_value = real_deadline(&wish->it_value);
  REAL(timerfd_settime, timer, flags, &shifted, before);
}
