#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace souk::process {

/// Gives this process, and all it starts from now on, a view of the file system of its own in
/// which each of `mounts` is laid over what was there: {"from": PATH, "at": PATH} shows a file or
/// folder under the other path. Nobody else sees it, and it ends with the last process that does.
/// Root, or a user who may make user namespaces. Does nothing where `mounts` is empty. Returns what
/// went wrong, in a sentence; empty when nothing did. Single-threaded processes only.
std::string enter_mounts(const nlohmann::json& mounts);

}  // namespace souk::process
