#pragma once

#include <memory>
#include <string>

#include "emulator/core/result.h"

namespace souk::sandbox {

/// Makes `path` a directory of souk's, with its marker, unless it is one already. Refuses what
/// holds files that are not souk's: nobody's files are taken for a database.
Result<void> claim_directory(const std::string& path);

/// A directory of souk's that no other souk may use meanwhile. The kernel lets go of it however
/// the process ends.
class DirectoryLock {
 public:
  static Result<std::unique_ptr<DirectoryLock>> take(const std::string& path);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace souk::sandbox
