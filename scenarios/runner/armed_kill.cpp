#include "scenarios/runner/armed_kill.h"

#include <algorithm>

#include "souk/control.h"

namespace souk::judge {
namespace {

constexpr std::chrono::seconds kLongPoll{5};

}  // namespace

ArmedKill::ArmedKill(const RunOptions& options, const std::string& sandbox, std::string fault,
                     std::int64_t after, HostedSeller& seller)
    : fault_(std::move(fault)), seller_(seller) {
  client::ControlConfig config;
  config.endpoint = options.souk;
  config.bearer_token = options.bearer_token;
  config.http.cancellation = exchanges_;
  auto box = client::ControlClient(std::move(config)).sandbox(sandbox);
  thread_ = std::thread([this, box = std::move(box), after] { watch(box, after); });
}

ArmedKill::~ArmedKill() {
  ending_ = true;
  exchanges_->cancel();
  thread_.join();
}

void ArmedKill::watch(client::SandboxClient sandbox, std::int64_t after) {
  client::JournalQuery query;
  query.after = after;
  query.wait = kLongPoll;
  while (!ending_) {
    const auto page = sandbox.journal(query);
    if (!page) return;  // souk is gone or this is not wanted any more
    for (const auto& row : page->rows) {
      query.after = row.seq;
      if (row.kind != "fault" || row.subject != fault_ || row.data.value("event", "") != "fired") {
        continue;
      }
      // First: whoever sees the seller gone must find out why.
      killed_ = true;
      seller_.kill();
      return;
    }
  }
}

}  // namespace souk::judge
