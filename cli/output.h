#pragma once

#include <string_view>

namespace souk::cli {

/// Prints at once. A reader that has gone away changes nothing: what is done is done for its
/// result, and `output_trouble` tells of it at the end.
void say(std::string_view text);

/// Why standard output did not take all it was given; empty when it did, or its reader left.
const char* output_trouble();

/// Opens what was closed of the three standard descriptors, so that no socket or database is taken
/// for one of them. Called before anything is opened.
void keep_standard_descriptors();

}  // namespace souk::cli
