// Words for people, in the two languages of the command.
#pragma once

#include <string>

namespace pingyi::cli {

enum class Language { kZh, kEn };

struct Label {
  std::string zh;
  std::string en;

  const std::string& In(Language language) const { return language == Language::kZh ? zh : en; }
};

}  // namespace pingyi::cli
