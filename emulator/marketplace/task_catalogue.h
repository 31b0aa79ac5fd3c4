#pragma once

#include "emulator/marketplace/market.h"
#include "emulator/storage/tasks_store.h"

namespace souk::marketplace {

// What a catalogue says of software that runs at its buyers': how a product is delivered, which of
// its keys is in use, and where a buyer runs it.

/// Members `platform` and `public_key_version` of a product.
struct Packaging {
  std::string platform;
  std::int64_t key_version = 1;
};

/// As `given` wants it, what it does not name as it was; nothing when it names neither. `product`
/// is 0 for a new one. Fails with InvalidProduct.
Result<std::optional<Packaging>> read_packaging(Market& market, std::int64_t product,
                                                const Json& given);

/// A newer key than the present one rotates that one now.
void put_packaging(Market& market, std::int64_t product, const Packaging& packaging);
Packaging packaging_of(Market& market, std::int64_t product);

/// All keys a product ever had, by version; at least one.
std::vector<storage::PublicKeyRow> public_keys(Market& market, std::int64_t product);

/// Members `runs_in` and `runs_on` of a buyer, likewise. Fails with InvalidBuyer.
Result<storage::WorkplaceRow> read_workplace(Market& market, std::int64_t buyer, const Json& given);

}  // namespace souk::marketplace
