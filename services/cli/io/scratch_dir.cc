#include "services/cli/io/scratch_dir.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "services/cli/io/text_file.h"

namespace pingyi::cli {

absl::StatusOr<ScratchDir> ScratchDir::Create() {
  const char* parent = std::getenv("TMPDIR");
  std::string path =
      std::string(parent == nullptr || *parent == '\0' ? "/tmp" : parent) + "/pingyi-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) return FileError(path, std::strerror(errno));
  return ScratchDir(std::move(path));
}

ScratchDir::~ScratchDir() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

absl::StatusOr<std::string> ReadBinaryFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in || !bytes) return FileError(path, "cannot be read");
  return std::move(bytes).str();
}

}  // namespace pingyi::cli
