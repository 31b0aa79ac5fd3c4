#pragma once

#include <string>

#include "emulator/marketplace/market.h"
#include "emulator/storage/channels_store.h"
#include "emulator/storage/outbox_store.h"
#include "emulator/storage/queues_store.h"

namespace souk::messaging {

/// All that the ways to the seller work on. Used under the sandbox's lock, inside a transaction.
struct Messaging {
  marketplace::Market& market;
  std::string base_url;  ///< how the seller reaches souk: "http://127.0.0.1:4747"

  storage::ChannelsStore channels{market.database};
  storage::QueuesStore queues{market.database};
  storage::OutboxStore outbox{market.database};

  bool has_due = false;  ///< something was put in line since this was last cleared
};

}  // namespace souk::messaging
