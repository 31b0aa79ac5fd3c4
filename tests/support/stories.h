#pragma once

namespace souk::test {

/// A story that needs no seller: it can be played anywhere, in no time.
constexpr const char* kAlone = R"(story: Time passes
product: {model: subscription, generation: concurrent, dimensions: [requests]}
matrix:
  hours: [1h, 2h]
steps:
  - advance: ${hours}
judge: none
)";

/// A story of a seller that has a landing page and nothing else.
constexpr const char* kLandingPage = R"(story: A buyer registers
product: {model: subscription, generation: concurrent, dimensions: [requests]}
seller:
  landing_page: ${SELLER}/register
steps:
  - subscribe: {buyer: ann}
  - register: {buyer: ann, form: {email: ann@example.test}}
)";

/// A story of a seller that hears of its buyers, and does nothing else.
constexpr const char* kListener = R"(story: A seller is told
product: {model: subscription, generation: concurrent, dimensions: [requests]}
seller:
  notifications: {https: "${SELLER}/events"}
steps:
  - subscribe: {buyer: ann}
  - advance: 10m
)";

}  // namespace souk::test
