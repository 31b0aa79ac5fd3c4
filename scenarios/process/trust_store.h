#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace souk::process {

/// The certificates of a PEM text, as DER; what is no certificate is passed over.
std::vector<std::string> certificates_in(const std::string& pem);

/// The name under which OpenSSL looks for a certificate in a folder, without its ".0"; empty when
/// `pem` holds none.
std::string openssl_name_of(const std::string& pem);

/// A Java key store (JKS, version 2, password "changeit") that trusts these DER certificates.
/// Source: sun.security.provider.JavaKeyStore.
std::string java_key_store(const std::vector<std::string>& certificates);

}  // namespace souk::process
