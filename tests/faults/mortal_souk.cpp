#include "tests/faults/mortal_souk.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <csignal>
#include <new>
#include <stdexcept>

#include "tests/support/souk.h"

namespace souk::test {

MortalSouk::MortalSouk(const Folder& folder, std::string data)
    : data_(std::move(data)), switch_file_(folder.file("switch", "")) {
  const int file = open(switch_file_.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0 || ftruncate(file, sizeof(KillSwitch)) != 0) {
    throw std::runtime_error("no " + switch_file_);
  }
  void* place = mmap(nullptr, sizeof(KillSwitch), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (place == MAP_FAILED) throw std::runtime_error("cannot map " + switch_file_);
  switch_ = new (place) KillSwitch{};
}

MortalSouk::~MortalSouk() { munmap(switch_, sizeof(KillSwitch)); }

bool MortalSouk::start(std::uint64_t fatal_write) {
  switch_->writes = 0;
  switch_->fatal = fatal_write;
  auto command = souk_command({"serve", "--port", "0", "--data", data_, "--clock", "frozen"});
  command.environment = {{"LD_PRELOAD", SOUK_KILL_AT_WRITE},
                         // The address sanitizer wants to be the first library otherwise.
                         {"ASAN_OPTIONS", "verify_asan_link_order=0"},
                         {kKillSwitchVariable, switch_file_}};
  process_ = std::make_unique<Process>(command);
  pid_ = process_->pid();
  try {
    url_ = url_in(process_->line_with("listens on"));
    process_->line_with("Ctrl-C");
  } catch (const std::runtime_error&) {
    if (fatal_write == 0) throw;
    bury();
    return false;
  }
  return true;
}

void MortalSouk::die_at_write(std::uint64_t count, bool half) {
  switch_->half = half;
  switch_->fatal = switch_->writes + count;
}

void MortalSouk::kill() {
  if (const auto pid = pid_.load(); pid > 0) ::kill(pid, SIGKILL);
}

void MortalSouk::bury() {
  // The number may be somebody else's once it was waited for.
  pid_ = 0;
  const auto ended = process_->wait();
  if (ended.code != 128 + SIGKILL) {
    throw std::runtime_error("souk ended with " + std::to_string(ended.code) + ": " + ended.err);
  }
}

void MortalSouk::stop() {
  pid_ = 0;
  process_->signal(SIGTERM);
  const auto ended = process_->wait();
  if (ended.code != 0) throw std::runtime_error("souk ended badly: " + ended.err);
}

client::ControlClient MortalSouk::control() const {
  client::ControlConfig config;
  config.endpoint = url_;
  return client::ControlClient(config);
}

client::SandboxClient MortalSouk::box(const std::string& name) const {
  return control().sandbox(name);
}

}  // namespace souk::test
