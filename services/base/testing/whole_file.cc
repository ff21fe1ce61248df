#include "services/base/testing/whole_file.h"

#include <filesystem>
#include <fstream>

namespace pingyi::test {

std::string WriteWhole(const std::string& path, std::string_view text, mode_t mode) {
  const std::string draft = path + ".new";
  std::ofstream(draft, std::ios::binary) << text;
  chmod(draft.c_str(), mode);
  std::filesystem::rename(draft, path);
  return path;
}

}  // namespace pingyi::test
