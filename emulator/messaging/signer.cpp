#include "emulator/messaging/signer.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <stdexcept>

#include "emulator/core/base64.h"
#include "emulator/messaging/built_in_key.h"

namespace souk::messaging {
namespace {

/// A throw-away RSA key, PKCS#1 DER in base64.
constexpr std::string_view kKey =
    "MIIEpAIBAAKCAQEAzTkXeq+qeTLtn+7w7k1yuVY35yfbGXEpE3TPSpQwmj7qKjWMmUJ6DcatVgXqSCkOG79pe5vy"
    "vFZoKNSl99z48+N/90NjkMDXqmtIOk2jjTK7KdxaL+AygV2sjSNssBrixmpYYmaWAw0AH762MgW/inTUzIkYgHX6"
    "KLXV8dm8Xy3+AZ1ZYUhX9yJjB7HcbJR9XVCQZelBVwPu5CU6kFLeCz+UM+mA7WwKI9oU7F4yGIHXECMQU90/rYcA"
    "1SZ0qfKadWUHsucRPTCPzvrwIvLN0qagIIkLZ8AFZIBBSvTJwQiMcD37ooEOxus6Xr4s/iUaJ3M3AgGLi7HpjluB"
    "uuxPqQIDAQABAoIBAANuZa/ZsYw6t4HhzRny5gzmveMJxc5IV9M5NAEPdruRezlO8WWbmK5TyNCkIy1nMFLy8ZjN"
    "O/L9r9qk6Yx6H5h2UIyqDgdczg5NomTFKQuikkIKKuDbiwSiNBEdC0Nrg6ilHQqyI+ZzqHGfbuzprzDpsKglz6jQ"
    "MClPlv7m8NEXjE70T5ScUgNCmamaArDyfnRpeYwkdNDz/pyFCI/D092c0p/LWjSfzMdfc5OH4YcPQ8Q5RHlfi89l"
    "K6VyA5vUELH/5Wjna1Pu22fmax1pxGEo9H8eqoRWT//YDo44nCv+J5JFrB+LTS40xIg8u8CzDVZveiVn8VZw0//I"
    "C9eswy0CgYEA/ysmT+Zer4zixI8J3n1tP7ZPhrLHoJwGlufbOS2AzSTG+S33LRoci5duxWg4dB695CqCMP4KUeP5"
    "fgz7iJsNeIy5BzoUwbPq037GT47wpCQpzQJsEkjjuzYgDinNWN6WexFEat2IPXP+Oz3aQ//b+lUZBaAnW90nyKBU"
    "7tDpnBUCgYEAzeRHmh2K1W2rDGfLYHo8lRw+jOn5oN5P27/cpcqx6VBg1jiXYxND88pV8gKNHBV/xP3NGVwCqdCQ"
    "8n0Epw6t35nqz6GwNHg7jUsqSR+DWaazG2iaZoRaqdDpIV352YbYRBX3i7IfuRVCcxDw/ulr3julWCI5zQAYmTk+"
    "cN6JxkUCgYEAvxTcAtdbrpCNPG51EITSq/RlR1RYA6DzmkwUMZQusPDKg8z1HXRBThNfozqxk9t1jgh7KB8FMV/L"
    "9KXaMukRxGV1JcFLy+Zkgm6cKPW8pN5j4x7eOS8WQpp8lL6fBN7ix1Qd7PzqSkKzbj+aVHOkkqjpLPpKnxNU+HuA"
    "Prp5RiUCgYBd0WKLKGEF5eYmTfmPacPHUkpyXX9hPUv4X1HEvjsZjIXDt5/MBpBVO2K0V1NDc8x30AqwPov8I0yZ"
    "IjyHfxndpL4phIzNK+g+9vw6u8BXjq1YlO6ePjst3EMO8EqUQ2yygav+HNl1telEk3itP2HmrxklstrRvfR3hW0d"
    "c1omXQKBgQDN8Z/6GDWvHqgOd+oJm7TBGgZ3gcnzi1/6Y4ls9k+KhEpJ3SDmb2pzT1Lgy5LsfiGc5mn94JxYmrP9"
    "izvM+1t8uCYZaG2UKW/dL/A7n5ewjDOWp+9UEmfUL6uVZT7en0HgWBvPGlUyrkwOWRTQRilsUTNSHBbWZOBNePKh"
    "iAh//Q==";

using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

EVP_PKEY* signing_key() {
  static const PrivateKey key = load_key(kKey);
  return key.get();
}

}  // namespace

std::string sign(std::string_view text, std::string_view version) {
  const DigestContext context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const auto* digest = version == "2" ? EVP_sha256() : EVP_sha1();
  std::string signature(256, '\0');
  std::size_t length = signature.size();
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, signing_key()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                     bytes, text.size()) != 1) {
    throw std::runtime_error("OpenSSL could not sign a message");
  }
  signature.resize(length);
  return base64_encode(signature);
}

std::string forge_signature(std::string_view text, std::string_view version) {
  auto signature = sign(text, version);
  // One changed letter is another signature of the same shape.
  signature[20] = signature[20] == 'A' ? 'B' : 'A';
  return signature;
}

std::string signing_key_pem() {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PrivateKey(bio.get(), signing_key(), nullptr, nullptr, 0, nullptr, nullptr);
  const char* data = nullptr;
  const auto length = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

std::string certificate_name() {
  static constexpr char kHex[] = "0123456789abcdef";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(kKey.data(), kKey.size(), digest, &length, EVP_sha256(), nullptr);
  std::string name = "SimpleNotificationService-";
  for (int i = 0; i < 16; ++i) {
    name += kHex[digest[i] >> 4];
    name += kHex[digest[i] & 15];
  }
  return name + ".pem";
}

}  // namespace souk::messaging
