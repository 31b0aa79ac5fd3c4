#include "emulator/messaging/built_in_key.h"

#include <openssl/x509.h>

#include <stdexcept>

#include "emulator/core/base64.h"

namespace souk::messaging {

PrivateKey load_key(std::string_view der) {
  const auto bytes = base64_decode(der);
  if (!bytes) throw std::logic_error("the built-in key is not base64");
  const auto* begin = reinterpret_cast<const unsigned char*>(bytes->data());
  PrivateKey loaded(d2i_PrivateKey(EVP_PKEY_RSA, nullptr, &begin, static_cast<long>(bytes->size())),
                    EVP_PKEY_free);
  if (!loaded) throw std::logic_error("the built-in key is no RSA key");
  return loaded;
}

}  // namespace souk::messaging
