#include "emulator/messaging/built_in_key.h"

#include <openssl/x509.h>

#include <stdexcept>

namespace souk::messaging {
namespace {

std::vector<unsigned char> bytes_in(std::string_view base64) {
  std::vector<unsigned char> bytes(base64.size() / 4 * 3);
  const int length =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(base64.data()),
                      static_cast<int>(base64.size()));
  if (length < 0) throw std::logic_error("the built-in key is not base64");
  // EVP_DecodeBlock counts what the padding stands for.
  std::size_t padding = 0;
  while (padding < 2 && base64[base64.size() - 1 - padding] == '=') ++padding;
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

}  // namespace

PrivateKey load_key(std::string_view der) {
  const auto bytes = bytes_in(der);
  const auto* begin = bytes.data();
  PrivateKey loaded(d2i_PrivateKey(EVP_PKEY_RSA, nullptr, &begin, static_cast<long>(bytes.size())),
                    EVP_PKEY_free);
  if (!loaded) throw std::logic_error("the built-in key is no RSA key");
  return loaded;
}

std::string base64_of(const std::vector<unsigned char>& bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, ' ');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                  static_cast<int>(bytes.size()));
  return text;
}

}  // namespace souk::messaging
