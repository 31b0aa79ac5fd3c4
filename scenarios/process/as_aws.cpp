#include "scenarios/process/as_aws.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenarios/process/trust_store.h"

namespace souk::process {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHosts = "/etc/hosts";
constexpr const char* kCertificates = "/etc/ssl/certs";
constexpr const char* kBundle = "ca-certificates.crt";
constexpr const char* kOwn = "souk-ca.pem";
constexpr const char* kJavaStore = "java/cacerts";
constexpr int kHttpsPort = 443;
constexpr unsigned kAddressesTried = 32;

/// The bundles of Python's packages, below a site-packages folder.
constexpr const char* kPythonBundles[] = {"certifi/cacert.pem", "botocore/cacert.pem",
                                          "pip/_vendor/certifi/cacert.pem"};

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (file) content << file.rdbuf();
  return content.str();
}

void write_file(const fs::path& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  if (!file.flush()) {
    throw fs::filesystem_error("cannot be written", path,
                               std::error_code(errno, std::generic_category()));
  }
}

std::string ended_line(std::string text) {
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

/// Puts together what is laid over the machine's files.
class Wardrobe {
 public:
  Wardrobe(const AwsNames& aws, fs::path folder, const Machine& machine)
      : aws_(aws), folder_(std::move(folder)), machine_(machine) {}

  Disguise fill() {
    lay_hosts();
    lay_certificates();
    lay_java_homes();
    lay_python();
    return std::move(disguise_);
  }

 private:
  void lay(const fs::path& from, const std::string& at) {
    disguise_.overlays.push_back({from.string(), at});
  }

  std::string on_machine(const std::string& path) const { return machine_.root + path; }

  // A machine's own entries for other names stay; of two for one name the first counts.
  void lay_hosts() {
    std::string text;
    for (const auto& name : aws_.names) text += fmt::format("{} {}\n", aws_.address, name);
    write_file(folder_ / "hosts", text + read_file(on_machine(kHosts)));
    lay(folder_ / "hosts", on_machine(kHosts));
  }

  void lay_certificates() {
    const auto own = folder_ / "certs";
    const auto system = on_machine(kCertificates);
    const bool has_system = fs::is_directory(system);
    if (has_system) {
      fs::copy(system, own, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    } else {
      fs::create_directory(own);
    }
    bundle_ = ended_line(read_file(own / kBundle)) + aws_.ca_pem;
    // A link would lead to the machine's own file.
    fs::remove(own / kBundle);
    write_file(own / kBundle, bundle_);
    write_file(own / kOwn, aws_.ca_pem);
    fs::create_symlink(kOwn, free_link(own));
    if (fs::exists(own / kJavaStore)) {
      fs::remove(own / kJavaStore);
      write_file(own / kJavaStore, java_store());
    }
    const auto seen_at = has_system ? fs::path(system) : own;
    if (has_system) lay(own, system);
    name_bundle(seen_at / kBundle);
    disguise_.environment.emplace_back("NODE_EXTRA_CA_CERTS", node_certificates(seen_at));
  }

  // Certificates whose subjects have one hash are numbered.
  fs::path free_link(const fs::path& own) const {
    const auto name = openssl_name_of(aws_.ca_pem);
    int number = 0;
    while (fs::is_symlink(fs::symlink_status(own / fmt::format("{}.{}", name, number)))) ++number;
    return own / fmt::format("{}.{}", name, number);
  }

  void name_bundle(const fs::path& bundle) {
    for (const auto* variable :
         {"AWS_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}) {
      disguise_.environment.emplace_back(variable, bundle.string());
    }
  }

  // Whoever has extra certificates already keeps them.
  std::string node_certificates(const fs::path& seen_at) {
    const char* before = std::getenv("NODE_EXTRA_CA_CERTS");
    if (before == nullptr || *before == '\0') return seen_at / kOwn;
    write_file(folder_ / "node-extra.pem", ended_line(read_file(before)) + aws_.ca_pem);
    return folder_ / "node-extra.pem";
  }

  const std::string& java_store() {
    if (java_store_.empty()) java_store_ = java_key_store(certificates_in(bundle_));
    return java_store_;
  }

  // Debian's Java reads the system's folder; others bring a store of their own.
  void lay_java_homes() {
    std::vector<fs::path> homes;
    if (const char* home = std::getenv("JAVA_HOME")) homes.emplace_back(home);
    std::error_code none;
    for (const auto& each : fs::directory_iterator(on_machine("/usr/lib/jvm"), none)) {
      if (!each.is_symlink() && each.is_directory()) homes.push_back(each.path());
    }
    for (const auto& home : homes) {
      const auto store = fs::weakly_canonical(home / "lib/security/cacerts", none);
      const bool covered = store.string().rfind(on_machine(kCertificates), 0) == 0;
      if (covered || !fs::is_regular_file(store)) continue;
      if (!is_laid_over(store)) lay(write_once("cacerts", java_store()), store);
    }
  }

  void lay_python() {
    for (const auto& place : machine_.python_places) {
      for (const auto* bundle : kPythonBundles) {
        std::error_code none;
        const auto file = fs::weakly_canonical(fs::path(place) / bundle, none);
        const bool covered = file.string().rfind(on_machine(kCertificates), 0) == 0;
        if (covered || !fs::is_regular_file(file) || is_laid_over(file)) continue;
        const auto from = folder_ / fmt::format("python-{}.pem", disguise_.overlays.size());
        write_file(from, ended_line(read_file(file)) + aws_.ca_pem);
        lay(from, file);
      }
    }
  }

  bool is_laid_over(const fs::path& file) const {
    return std::any_of(disguise_.overlays.begin(), disguise_.overlays.end(),
                       [&](const Overlay& each) { return each.at == file.string(); });
  }

  fs::path write_once(const std::string& name, const std::string& content) const {
    if (!fs::exists(folder_ / name)) write_file(folder_ / name, content);
    return folder_ / name;
  }

  const AwsNames& aws_;
  fs::path folder_;
  const Machine& machine_;
  Disguise disguise_;
  std::string bundle_;
  std::string java_store_;
};

void add_site_packages(const fs::path& library, std::vector<std::string>& places) {
  std::error_code none;
  for (const auto& each : fs::directory_iterator(library, none)) {
    if (each.path().filename().string().rfind("python3", 0) != 0) continue;
    for (const auto* name : {"site-packages", "dist-packages"}) {
      if (fs::is_directory(each.path() / name, none)) places.push_back(each.path() / name);
    }
  }
}

/// 0 where port 443 of the address can be had; the errno of what is in the way.
int try_https_port(const std::string& host) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(kHttpsPort);
  inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return errno;
  const int on = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  int trouble = 0;
  if (bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    trouble = errno;
  }
  close(socket);
  return trouble;
}

}  // namespace

tl::expected<std::string, std::string> free_aws_address() {
  int trouble = 0;
  // All of 127.0.0.0/8 is this machine; several souks may want a place in it at the same time.
  const auto own = static_cast<unsigned>(getpid());
  for (unsigned attempt = 0; attempt < kAddressesTried; ++attempt) {
    const auto number = own + attempt * 251;
    const auto host = fmt::format("127.83.{}.{}", number / 254 % 254 + 1, number % 254 + 1);
    trouble = try_https_port(host);
    if (trouble == 0) return host;
    if (trouble == EACCES || trouble == EPERM) {
      return tl::unexpected(std::string(
          "port 443 of this machine is for root: run souk as root, or let others have it with "
          "`sysctl net.ipv4.ip_unprivileged_port_start=443`"));
    }
  }
  return tl::unexpected(fmt::format(
      "port 443 cannot be had at any address of 127.83.0.0/16 ({}); a program that listens on port "
      "443 of all addresses has to end, or to name its own",
      std::strerror(trouble)));
}

Machine this_machine(const std::string& directory) {
  Machine machine;
  const auto here = directory.empty() ? fs::current_path() : fs::path(directory);
  std::vector<fs::path> environments{here / ".venv", here / "venv", here / "env", "/usr",
                                     "/usr/local"};
  for (const auto* variable : {"VIRTUAL_ENV", "PYENV_ROOT"}) {
    if (const char* value = std::getenv(variable)) environments.emplace_back(value);
  }
  std::error_code none;
  if (const char* home = std::getenv("HOME")) {
    environments.push_back(fs::path(home) / ".local");
    for (const auto& each : fs::directory_iterator(fs::path(home) / ".pyenv/versions", none)) {
      environments.push_back(each.path());
    }
  }
  for (const auto& each : environments) add_site_packages(each / "lib", machine.python_places);
  return machine;
}

tl::expected<Disguise, std::string> disguise_as_aws(const AwsNames& aws, const std::string& folder,
                                                    const Machine& machine) {
  try {
    return Wardrobe(aws, folder, machine).fill();
  } catch (const fs::filesystem_error& error) {
    return tl::unexpected(std::string(error.what()));
  }
}

}  // namespace souk::process
