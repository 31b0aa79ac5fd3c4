#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string_view>

namespace souk::messaging {

using PrivateKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

/// The RSA key written in `der`: PKCS#1 in base64, on one line. Throws when it is none.
PrivateKey load_key(std::string_view der);

}  // namespace souk::messaging
