#include "services/cli/command/names.h"

#include <fmt/format.h>

namespace pingyi::cli {

std::string NameIn(std::string_view collection, std::string_view id_or_name) {
  if (id_or_name.find('/') != std::string_view::npos) return std::string(id_or_name);
  return fmt::format("{}/{}", collection, id_or_name);
}

std::string NameBelow(std::string_view parent, std::string_view collection,
                      std::string_view id_or_name) {
  if (id_or_name.find('/') != std::string_view::npos) return std::string(id_or_name);
  return fmt::format("{}/{}/{}", parent, collection, id_or_name);
}

std::string IdOf(std::string_view name) { return std::string(name.substr(name.rfind('/') + 1)); }

}  // namespace pingyi::cli
