#include "emulator/marketplace/profiles.h"

#include <array>

namespace souk::marketplace {
namespace {

constexpr std::array kProfiles{
    Profile{.name = "guide-2020",
            .start = "2020-10-06T09:00:00Z",
            .token_lifetime = 1h,
            .look_back = 1h,
            .month_end_cutoff = false,
            .tells_account = false,
            .accepts_account = false,
            .concurrent_agreements = false,
            .offer_in_messages = false,
            .meters_everywhere = false,
            .refunds_without_asking = false,
            .refunds_take_days = true,
            .allocation_limit = 500},
    Profile{.name = "guide-2023",
            .start = "2023-10-03T09:00:00Z",
            .token_lifetime = 1h,
            .look_back = 6h,
            .month_end_cutoff = false,
            .tells_account = true,
            .accepts_account = false,
            .concurrent_agreements = false,
            .offer_in_messages = true,
            .meters_everywhere = false,
            .refunds_without_asking = true,
            .refunds_take_days = true,
            .allocation_limit = 2500},
    Profile{.name = "current-2026",
            .start = "2026-10-06T09:00:00Z",
            .token_lifetime = 4h,
            .look_back = 24h,
            .month_end_cutoff = true,
            .tells_account = true,
            .accepts_account = true,
            .concurrent_agreements = true,
            .offer_in_messages = true,
            .meters_everywhere = true,
            .refunds_without_asking = true,
            .refunds_take_days = false,
            .allocation_limit = 2500},
};

}  // namespace

std::span<const Profile> all_profiles() { return kProfiles; }

const Profile* find_profile(std::string_view name) {
  for (const auto& profile : kProfiles) {
    if (profile.name == name) return &profile;
  }
  return nullptr;
}

const Profile& current_profile() { return kProfiles.back(); }

}  // namespace souk::marketplace
