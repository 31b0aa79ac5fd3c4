#pragma once

#include <cstdint>

namespace souk::bench {

/// Memory taken by all threads but the one that asks.
std::int64_t allocations_of_others();

/// Calls of the sockets' and the event queue's system calls by all threads but the one that asks.
std::int64_t socket_calls_of_others();

}  // namespace souk::bench
