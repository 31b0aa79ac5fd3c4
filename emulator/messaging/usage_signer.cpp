#include "emulator/messaging/usage_signer.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <stdexcept>

#include "emulator/core/base64.h"
#include "emulator/messaging/built_in_key.h"

namespace souk::messaging {
namespace {

/// Throw-away RSA keys, PKCS#1 DER in base64.
constexpr std::string_view kOddVersions =
    "MIIEogIBAAKCAQEAhB4yAyEOZl4GPrVgz6pmCyXyYsi5DgrIks9ZYLlKqjQ6h63W/uyqilr6pzbaJxyEamNMADVkoBNf"
    "XeI71TM1k7GM6eFAAvK2Oln0UBJsRjfcdABIYdVKg2qyEJiH5JX0ni/uuifTFiTbNoBxIBmh61lPaVo3mbzOLxUbKY6W"
    "wKezNcVQ+HTaMe1VRwUJm7xsEU0NZUzv6twHQLgyKjTm1L4nan33S1yRVKutmL+ZAcLDp6UdPH+Qe9X0+/nwzyGhzrLj"
    "fFrGv3j+9S7zMs58EQVimp0wDWAdByjfX31HiA1Wo8Hq5KvpNeEKlCgSfHECPOJ2JP/XBfylHOsBUfXhzQIDAQABAoIB"
    "AAQFckK/nxNVEc4XUbTIbDYzJ7tDfkRz5hJ33rHPufrPv6dRDn3wYKl45u+vfvjZSJt/XbkU5vTrWgf+wpD079DIwu/8"
    "c+kTD6JbihDk2qhRe3OJbaqSpiO1W+me5uX5fXpSHatLWoSuRwDT7H2MYi4KaB0eCpqykTkEJLFBXovLE7o2E8o37n02"
    "HL79MuIwcZybO1eS4rXheS98IBB35SzB/LetQfbMXpKnMJeBgaL1rLy68uqupeScH6SXWBzvZ7olCfNTOOmWIG+Yvhdz"
    "vGd0ECxaywP29LRLGiPJclw2xtCM6YX9A3hwFzlQ1m7QPsP5nu65EaASno91WbdXx5kCgYEAusdP3HEWDemaWKX0nvUC"
    "IxaxZ4k8EEv47BG8NeunpIYMsK3V7vgaBdwntxdIQiadErqnu4TZS884vOQeEH2mb1a4pF3X+YapHQySNQxxulQDjMOh"
    "6Wh0B8/RK+VXnnfXtNvmzeSrRPmfo5oyHpzs1wYe9w8smoOZtNdahgTa4CUCgYEAtRTv0wLNTS22nSItmPaTS9P3cozB"
    "r22VCWoLJ6RspKA7AxWY1q8KzIjgdl5KDNeT+K2hsr7Lw9ro110hYGUM3uo6NdUMSL0XG0dVhhLgk8T333m/xsFqqmA1"
    "7Ms2fFlwsgFiybjd9rrqh43MBMtP/V6QC5HtPnr5yA9q67MR1okCgYBLzyny51N0QiSLZpBrFDbR1xwaUfE3DB70ch5a"
    "JFPeyynLbEMwwzKMvlbAUYrajqGiQHBkA//ObUUyJcSuHNG4zxISZKSMesOZLskJDwv5/K+UKrNE8UhnA0p67pMplqrO"
    "lZKQbwe07zyEQsmk8zyN6cYXsOkBrfhtFht/2eicoQKBgDWNqZeoPntSx60VDJMuaUWFvKq+AhIVwHv2RrJEqHTPhmRV"
    "IMxtHC59VJTtMc02fGaRQz8PukeEGFSJEHPnrrTGZMzC400nzwucPyjVsGFDYWNQKG1pilg09/2947FG6lNaoZKy/8IW"
    "aYIJZ4sLbe6q5sLlN1rBF9oY5TAr11yxAoGARWGcPtvbeGB5mu9c+PWGysqQZ5o+g//f8Due60gH4+EAAzbx3FuNDEd+"
    "9rI5ihBk6LTSg+xl0Zt47mH9VGzfQjxAw8zOi+SKSigpnJXF8DJHGxJBWOvkB68AoPGxwXr1ePILlqtxcbDNaKoxIJzb"
    "GIwb100EaxqH/JBLLwyY+So=";
constexpr std::string_view kEvenVersions =
    "MIIEpQIBAAKCAQEA5Ag1UIlibmZvRMUMCO3BR7V4omDXNT3BBURGBcliI4pVdV885bTws7yl+QyPd1hJLdSJQV4yfgCb"
    "VneBn0UvMOQKerV/4nFTGZi7hOnuUHGWt327BTRcyKIYyDxvGYagdQpIQZ1gd7ai3rDk0ypGhSK9YOUYAXev9Ow5Q1R9"
    "VMdhG34SdcMfkZ4R2RvveUjYI0yqXUXlgnPSs9X1VHZnrcmpq7ZyhwJp0Uv+i2TPZxAFi/ksRbK2rqyDNZHyXlFZ9V0b"
    "3GaQRyyoefsaG0UylULNkYvHR2mle0GCpLJk6k6Wek54WBs4lG+TGMhmqi71Rsb4PPjDPSQxO/839TrRxQIDAQABAoIB"
    "ACoN43s/YxJWPOYTaxVId9FYQ++6aWYtxefJQBq4GavRStJzJoF8nbmgLIHiUaEifJiBrnCKRUicpwlKz/KGKV5caBxa"
    "VcP2v2skkkzAcc2PLUsY2oFqt0PfNS/UiW7NN9Ft/IZxVkWtvprQR9sz3D6YehGhHozCvIYwfJ0Qu26DX45WFr5F+mo9"
    "auBjFlsHYvV0x5RfMNeHNjjgR5Mqcy7E88ZDALTWrDH0cPUc+r9uguJbvkvBV7Qzum3NNyYAl//7dh+yia8tR6YvrIXb"
    "IH5tIRib6x4UNVrLyi+clYKp/1PO6HZkvl3FWvXkHFVQvFBX605Grg0fsWAGSB7KF38CgYEA/H4iaybVhTvPOBPfNVS7"
    "yWXkO/Wsi25Y7kzgnGWPm4IqB7gdjwq5J18ysZisnjha5SdaD3QV/MGhbXCMqEYN8qhTmEqotFrMpWsFnxGDh8U7ShYv"
    "8OAefmkhxSlGkdpuwpyWEs1iB2RR7JOXZqvXmiqQPnYlSZI9DPO4E1t7kbMCgYEA5zMXcz0UKIQtD0xRT0CL9NmQBGRt"
    "QoKqvD3mT2cvm/gb/nFk08XWq+bHuaKwke1OiAWtMcbvKYlWOHvsVD8M7/pkHKjjf+ZBLTVqh/UqbhC70D8BECGlCL1w"
    "zzvMo37fE2w6typuiRDxnGlxeBmZamal8+cgey+od9tKHaQnIqcCgYEA6xcWPOZfkDnr6q61+RX38sEoDJvmF7yamOaD"
    "i5sUZxp+v8kx3GmDk6ETtkANGRQnrY1CUXkor7op75gHnvX7LqCDlRyOj76rJKnNBhpseRGu7oBSCtjiC5kflE+mIU9c"
    "KV9abA9G4tMJZFjXcwU1LZnLzBx9A09iAJk8Huni1/kCgYEAtEFJTzeXt98Voo/F9RxGAih9+G60IN7vbsR0BARXQis2"
    "6DJQgiwFKxFLNph5QczbJYIHfn+zh5bj+jXkE+r0k0WNOCsU9Gr49d5nqIilBBtX0wzML1+L5DyO74OYEQChu+rt/FDA"
    "zWzAc0pihViwHBzb1kWlNWX62zfFmUaanJECgYEAuwUfws5hpTOEGvP8cV32YSovs0idSLXREb1CC9ka54YYaWzXj8rQ"
    "BPxd5YXDvZ4XuoPju/TISDw4Dt4NqojfOleRnNb0Bn4mFSTUypT2fVtZlyGfJ4zLW4Bfgfg9RoPGWBKTPcnex+RnSxIm"
    "Tx2txrLEIqV6ZPCvwq/ZhkWPnIU=";

EVP_PKEY* usage_key(std::int64_t version) {
  static const std::array keys{load_key(kEvenVersions), load_key(kOddVersions)};
  return keys[static_cast<std::size_t>(version % 2)].get();
}

/// Base64 as it stands in URLs, without padding.
std::string base64url(std::string_view bytes) {
  auto text = base64_encode(bytes);
  while (text.ends_with('=')) text.pop_back();
  for (char& letter : text) {
    if (letter == '+') letter = '-';
    if (letter == '/') letter = '_';
  }
  return text;
}

}  // namespace

std::string usage_token(std::string_view claims, std::int64_t key_version) {
  auto token = base64url(R"({"alg":"PS256","typ":"JWT"})") + "." + base64url(claims);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  EVP_PKEY_CTX* padding = nullptr;
  std::string signature(256, '\0');
  std::size_t length = signature.size();
  if (EVP_DigestSignInit(context.get(), &padding, EVP_sha256(), nullptr, usage_key(key_version)) !=
          1 ||
      EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                     reinterpret_cast<const unsigned char*>(token.data()), token.size()) != 1) {
    throw std::runtime_error("OpenSSL could not sign a registration");
  }
  signature.resize(length);
  return token + "." + base64url(signature);
}

std::string usage_public_key_pem(std::int64_t key_version) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PUBKEY(bio.get(), usage_key(key_version));
  const char* data = nullptr;
  const auto length = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

}  // namespace souk::messaging
